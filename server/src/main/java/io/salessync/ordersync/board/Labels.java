package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The labels that boards have. The vendor makes all unknown labels of a write or none, whatever column they are for: so rows
 * with one that the mapping does not allow to be made are found before anything is sent.
 */
final class Labels {
    private static final int SHOWN = 20;

    private final Map<String, Set<String>> known = new HashMap<>();

    void of(Board board) {
        board.columns().forEach(column -> known.put(key(board.id(), false, column.id()), column.labels()));
        board.subitemColumns().forEach(column -> known.put(key(board.id(), true, column.id()), column.labels()));
    }

    private static String key(String board, boolean subitem, String column) {
        return board + (subitem ? "/line/" : "/item/") + column;
    }

    /** The decision, or what is wrong with its labels. */
    Decision fitted(Destination target, Decision decision) {
        if (!(decision instanceof Decision.Writes writes)) {
            return decision;
        }
        for (Entry entry : writes.entries()) {
            for (BoardWrite.Value value : People.values(entry.write())) {
                for (String label : labels(value)) {
                    Set<String> there =
                            known.getOrDefault(key(entry.boardId(), entry.subitem(), value.columnId()), Set.of());
                    if (!there.isEmpty()
                            && !there.contains(label)
                            && !mayMake(target, entry.subitem(), value.columnId())) {
                        return new Decision.Faulty(
                                "ROW",
                                "ordersync.unknown-label",
                                message(value.columnId(), label, there),
                                value.columnId());
                    }
                }
            }
        }
        return decision;
    }

    private static boolean mayMake(Destination target, boolean subitem, String column) {
        return target.columns(subitem).stream().anyMatch(one -> one.id().equals(column) && one.createsLabels());
    }

    private static List<String> labels(BoardWrite.Value value) {
        if (value.type() == ColumnType.STATUS && !value.text().startsWith("#")) {
            return value.text().isBlank() ? List.of() : List.of(value.text().strip());
        }
        return value.type() == ColumnType.DROPDOWN
                ? List.of(value.text().split(";", -1)).stream()
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .toList()
                : List.of();
    }

    private static String message(String column, String label, Set<String> there) {
        return "Column " + column + " of the board has no label \"" + label + "\"; it has "
                + String.join(", ", there.stream().sorted().limit(SHOWN).toList())
                + (there.size() > SHOWN ? " and " + (there.size() - SHOWN) + " more" : "")
                + ". Add it on the board, or say create_labels = true";
    }
}
