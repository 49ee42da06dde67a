package io.salessync.sandbox.monday;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The truth about the boards, for tests and people. */
final class StateReport {
    private final Boards boards;

    StateReport(Boards boards) {
        this.boards = boards;
    }

    Map<String, Object> report(boolean withItems) {
        return boards.reading(() -> Map.of(
                "boards",
                boards.shown().stream().map(board -> board(board, withItems)).toList()));
    }

    private Map<String, Object> board(Board board, boolean withItems) {
        List<Map<String, Object>> groups = new ArrayList<>();
        long subitems = 0;
        for (Group group : board.presentGroups()) {
            long below = group.items().stream()
                    .mapToLong(item -> item.subitems().size())
                    .sum();
            subitems += below;
            groups.add(Map.of(
                    "id", group.id(),
                    "title", group.title(),
                    "items", group.items().size(),
                    "subitems", below));
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", String.valueOf(board.id()));
        told.put("name", board.name());
        told.put("groups", groups);
        told.put("items", board.itemsCount());
        told.put("subitems", subitems);
        told.put("duplicates", duplicates(board));
        Board below = board.subitemBoard();
        if (below != null) {
            told.put("subitem_board_id", String.valueOf(below.id()));
        }
        if (withItems) {
            told.put(
                    "items_list",
                    boards.items().stream()
                            .filter(item -> item.board() == board)
                            .sorted((a, b) -> Long.compare(a.id(), b.id()))
                            .map(item -> item(item, true))
                            .toList());
        }
        return told;
    }

    static long duplicates(Board board) {
        List<Item> items = BoardFields.allItems(board);
        List<Item> subitems = new ArrayList<>();
        items.forEach(item -> subitems.addAll(item.subitems()));
        Board below = board.subitemBoard();
        return repeated(board, items) + (below == null ? 0 : repeated(below, subitems));
    }

    private static long repeated(Board board, Collection<Item> items) {
        Column column = board.columnNamed("record_uuid");
        if (column == null) {
            return 0;
        }
        Set<String> seen = new HashSet<>();
        return items.stream()
                .map(item -> Cell.of(item, column).text())
                .filter(uuid -> !uuid.isEmpty() && !seen.add(uuid))
                .count();
    }

    private Map<String, Object> item(Item item, boolean withSubitems) {
        Map<String, Object> texts = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Column column : item.board().columns().values()) {
            Cell cell = Cell.of(item, column);
            JsonNode value = cell.told();
            if (value != null) {
                texts.put(column.id(), cell.text());
                values.put(column.id(), value);
            }
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", String.valueOf(item.id()));
        told.put("name", item.name());
        told.put("group", item.group().id());
        told.put("state", item.state().name());
        told.put("updated_at", item.updatedAt().toString());
        told.put("column_values", texts);
        told.put("values", values);
        if (withSubitems) {
            told.put(
                    "subitems",
                    item.everySubitem().stream()
                            .map(subitem -> item(subitem, false))
                            .toList());
        }
        return told;
    }
}
