package io.salessync.sandbox.monday;

import io.salessync.sandbox.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the page shows of the boards: heads with counts, and rows only of the groups that are open. */
final class BoardView {
    private static final int ROWS = 200;
    private static final Set<String> UNSHOWN =
            Set.of("name", "subtasks", "item_id", "creation_log", "last_updated", "auto_number", "formula", "mirror");

    private final Boards boards;

    BoardView(Boards boards) {
        this.boards = boards;
    }

    /** Asked with the board, the open groups as {@code id:rows} and the ids of the open items. */
    Map<String, Object> view(Request request) {
        return boards.reading(() -> {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("boards", boards.shown().stream().map(BoardView::head).toList());
            Board board = boards.board(Ids.number(request.query().getOrDefault("board", "")));
            if (board != null) {
                Set<String> items = new LinkedHashSet<>(list(request.query().getOrDefault("items", "")));
                view.put("board", board(board, open(request.query().getOrDefault("groups", "")), items));
            }
            return view;
        });
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Map<String, Integer> open(String groups) {
        Map<String, Integer> open = new LinkedHashMap<>();
        for (String part : list(groups)) {
            int cut = part.lastIndexOf(':');
            int rows = cut < 0 ? ROWS : (int) Math.clamp(Ids.number(part.substring(cut + 1)), 1, Boards.ITEMS_LIMIT);
            open.put(cut < 0 ? part : part.substring(0, cut), rows);
        }
        return open;
    }

    private static Map<String, Object> head(Board board) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", String.valueOf(board.id()));
        head.put("name", board.name());
        head.put("items", board.itemsCount());
        Board below = board.subitemBoard();
        head.put("subitems", below == null ? 0 : below.itemsCount());
        head.put("limit", board.itemsLimit());
        return head;
    }

    private static Map<String, Object> board(Board board, Map<String, Integer> open, Set<String> openItems) {
        Map<String, Object> told = head(board);
        told.put("duplicates", StateReport.duplicates(board));
        List<Map<String, Object>> groups = new ArrayList<>();
        for (Group group : board.presentGroups()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", group.id());
            one.put("title", group.title());
            one.put("color", group.color());
            one.put("items", group.items().size());
            one.put(
                    "subitems",
                    group.items().stream()
                            .mapToInt(item -> item.subitems().size())
                            .sum());
            one.put("statuses", statuses(board, group));
            Integer rows = open.get(group.id());
            if (rows != null) {
                one.put("table", table(group.items().stream().limit(rows).toList(), board, openItems));
            }
            groups.add(one);
        }
        told.put("groups", groups);
        return told;
    }

    private static List<Map<String, Object>> statuses(Board board, Group group) {
        Column status = board.columns().get("status");
        if (status == null || !status.type().equals("status")) {
            return List.of();
        }
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Item item : group.items()) {
            JsonNode value = item.values().get("status");
            counts.merge(value == null ? -1 : value.path("index").asInt(-1), 1, Integer::sum);
        }
        List<Map<String, Object>> told = new ArrayList<>();
        counts.forEach((index, count) -> {
            Label label = status.label(index);
            if (label != null) {
                told.add(Map.of("label", label.text(), "color", label.color(), "count", count));
            }
        });
        return told;
    }

    /** Only columns in which one of the rows holds something are shown, those with a status first. */
    private static Map<String, Object> table(Collection<Item> items, Board board, Set<String> openItems) {
        List<Column> columns = board.columns().values().stream()
                .filter(column -> !column.archived() && !UNSHOWN.contains(column.type()))
                .filter(column -> !column.id().equals("record_uuid"))
                .filter(column -> items.stream().anyMatch(item -> item.values().containsKey(column.id())))
                .sorted(Comparator.comparing(column -> !column.type().equals("status")))
                .toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Item item : items) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", String.valueOf(item.id()));
            row.put("name", item.name());
            row.put("updated", item.updatedAt().toString());
            row.put("subitems", item.subitems().size());
            List<@Nullable Object> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(cell(Cell.of(item, column))));
            row.put("cells", cells);
            Board below = board.subitemBoard();
            if (below != null && openItems.contains(String.valueOf(item.id()))) {
                row.put("table", table(item.subitems(), below, Set.of()));
            }
            rows.add(row);
        }
        return Map.of(
                "columns",
                columns.stream()
                        .map(column -> Map.of("title", column.title(), "type", column.type()))
                        .toList(),
                "rows",
                rows);
    }

    /** A text, or for a label its text and colour, or for a link its text and address. */
    private static @Nullable Object cell(Cell cell) {
        if (cell.value() == null) {
            return null;
        }
        return switch (cell.column().type()) {
            case "status" -> {
                Label label = cell.column().label(cell.text());
                yield label == null ? null : List.of(label.text(), label.color());
            }
            case "link" -> List.of(Objects.requireNonNullElse(cell.part("text"), ""), String.valueOf(cell.part("url")));
            default -> cell.text();
        };
    }
}
