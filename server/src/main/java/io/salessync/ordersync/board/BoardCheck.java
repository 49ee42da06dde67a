package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.ColumnType;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds the mapping against the boards as they are and says what to change, where in the file. */
@Component
public final class BoardCheck {
    private final Destinations destinations;
    private final BoardConnector connector;

    BoardCheck(Destinations destinations, BoardConnector connector) {
        this.destinations = destinations;
        this.connector = connector;
    }

    /** How much a finding matters: an ERROR stops the sync before its first write. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /**
     * @param line of the mapping file; null where it is about none
     * @param suggestion the edit that mends it
     */
    public record Finding(
            Severity severity,
            @Nullable String key,
            @Nullable Integer line,
            @Nullable String columnId,
            String message,
            @Nullable String suggestion) {}

    /**
     * A board of the mapping.
     *
     * @param found whether it is there for the token; its name, items and limit are only known then
     */
    public record CheckedBoard(String id, @Nullable String name, int items, int itemsLimit, boolean found) {}

    /**
     * What a check found.
     *
     * @param board the first one of the boards that is there, for scripts that know of one
     * @param boards all boards of the mapping, in its order
     * @param ok where nothing stops the sync
     */
    public record Checked(CheckedBoard board, List<CheckedBoard> boards, List<Finding> findings, boolean ok) {}

    /** Reads every board of the mapping; asks the vendor. */
    public Checked check(TenantId tenant, UUID syncId) {
        Destination target = destinations.of(tenant, syncId);
        List<Finding> findings = new ArrayList<>();
        List<CheckedBoard> boards = new ArrayList<>();
        int room = 0;
        for (String id : target.boards()) {
            Board board = connector.board(target.connection(), target.ref(id)).orElse(null);
            if (board == null) {
                boards.add(new CheckedBoard(id, null, 0, 0, false));
                findings.add(new Finding(
                        Severity.ERROR,
                        target.environment() + ".boards",
                        target.line(target.environment()),
                        null,
                        "Board " + id + " is not there for this token",
                        "name a board that the token's user can see, in `boards`"));
                continue;
            }
            room += Math.max(0, board.itemsLimit() - board.items());
            boards.add(new CheckedBoard(board.id(), board.name(), board.items(), board.itemsLimit(), true));
            findings.addAll(columns(target, board));
        }
        CheckedBoard first =
                boards.stream().filter(CheckedBoard::found).findFirst().orElse(null);
        if (first != null && room == 0) {
            findings.add(new Finding(
                    Severity.WARNING,
                    target.environment() + ".boards",
                    target.line(target.environment()),
                    null,
                    "No board of the mapping has room for another item; new orders will be BLOCKED",
                    "add another board's id to `boards`"));
        }
        boolean ok = findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
        return new Checked(first == null ? boards.getFirst() : first, boards, findings, ok);
    }

    /** What of the mapping this board cannot take. */
    static List<Finding> columns(Destination target, Board board) {
        List<Finding> findings = new ArrayList<>();
        columns(findings, target, board, "items", board.columns(), false);
        Destination.Status status = target.status();
        if (status != null) {
            column(
                    findings,
                    board,
                    byId(board.columns()),
                    mapped(target, false),
                    "status.column",
                    new Destination.Column(
                            status.columnId(), ColumnType.STATUS, List.of(), false, target.line("status")));
            labels(
                    findings,
                    board,
                    byId(board.columns()).get(status.columnId()),
                    "status",
                    target.line("status"),
                    status.labels());
        }
        if (!target.uuidColumn(true).isEmpty()) {
            if (!board.subitems()) {
                findings.add(new Finding(
                        Severity.ERROR,
                        "lines",
                        target.line("lines"),
                        null,
                        "Board " + board.id() + " has no subitems column, so lines cannot be written",
                        "add the column Subitems to the board"));
            } else if (!board.subitemColumns().isEmpty()) {
                columns(findings, target, board, "lines", board.subitemColumns(), true);
            }
        }
        return findings;
    }

    private static void columns(
            List<Finding> findings,
            Destination target,
            Board board,
            String section,
            List<Board.Column> there,
            boolean subitem) {
        Map<String, Board.Column> byId = byId(there);
        Set<String> mapped = mapped(target, subitem);
        column(
                findings,
                board,
                byId,
                mapped,
                section + ".record_uuid",
                new Destination.Column(
                        target.uuidColumn(subitem), ColumnType.TEXT, List.of(), false, target.line(section)));
        for (Destination.Column column : target.columns(subitem)) {
            if (column.type() != ColumnType.NAME
                    && column(findings, board, byId, mapped, section + ".column", column)
                    && !column.createsLabels()) {
                labels(findings, board, byId.get(column.id()), section + ".column", column.line(), column.labels());
            }
        }
    }

    /** What the mapping writes to already: no answer to where something else could go. */
    private static Set<String> mapped(Destination target, boolean subitem) {
        Set<String> mapped = new HashSet<>();
        mapped.add(target.uuidColumn(subitem));
        target.columns(subitem).forEach(column -> mapped.add(column.id()));
        Destination.Status status = target.status();
        if (status != null && !subitem) {
            mapped.add(status.columnId());
        }
        return mapped;
    }

    private static Map<String, Board.Column> byId(List<Board.Column> columns) {
        Map<String, Board.Column> byId = new HashMap<>();
        columns.forEach(column -> byId.put(column.id(), column));
        return byId;
    }

    private static boolean column(
            List<Finding> findings,
            Board board,
            Map<String, Board.Column> there,
            Set<String> mapped,
            String key,
            Destination.Column wanted) {
        Board.Column column = there.get(wanted.id());
        String place = "Column " + wanted.id() + " of board " + board.id() + " ";
        if (column == null) {
            findings.add(error(key, wanted, place + "does not exist", nearest(there, mapped, wanted)));
            return false;
        }
        if (column.archived()) {
            findings.add(error(
                    key, wanted, place + "is archived", "restore it on the board, or take it out of the mapping"));
            return false;
        }
        if (column.writable() == null) {
            findings.add(error(
                    key,
                    wanted,
                    place + "is of type " + column.type() + ", which cannot be written",
                    "take it out of the mapping"));
            return false;
        }
        if (column.writable() != wanted.type()) {
            findings.add(error(
                    key,
                    wanted,
                    place + "is of type " + column.type() + ", the mapping says "
                            + wanted.type().name().toLowerCase(Locale.ROOT),
                    "type = \"" + column.writable().name().toLowerCase(Locale.ROOT) + "\""));
            return false;
        }
        return true;
    }

    private static Finding error(String key, Destination.Column wanted, String message, @Nullable String suggestion) {
        return new Finding(Severity.ERROR, key, wanted.line(), wanted.id(), message, suggestion);
    }

    /** The column that was probably meant: one of the same type that the mapping does not write to yet. */
    private static String nearest(Map<String, Board.Column> there, Set<String> mapped, Destination.Column wanted) {
        List<String> fitting = there.values().stream()
                .filter(column ->
                        column.writable() == wanted.type() && !column.archived() && !mapped.contains(column.id()))
                .map(column -> "\"" + column.id() + "\" (" + column.title() + ")")
                .sorted()
                .limit(5)
                .toList();
        return fitting.isEmpty()
                ? "add a " + wanted.type().name().toLowerCase(Locale.ROOT) + " column to the board"
                : "id = one of " + String.join(", ", fitting);
    }

    private static void labels(
            List<Finding> findings,
            Board board,
            Board.@Nullable Column column,
            String key,
            @Nullable Integer line,
            List<String> wanted) {
        if (column == null || column.labels().isEmpty()) {
            return;
        }
        List<String> missing = wanted.stream()
                .filter(label -> !column.labels().contains(label))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    key,
                    line,
                    column.id(),
                    "Column " + column.id() + " of board " + board.id() + " has no label " + String.join(", ", missing)
                            + "; rows with it will fail",
                    "add it on the board, or say create_labels = true"));
        }
    }
}
