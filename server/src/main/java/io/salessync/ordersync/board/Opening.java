package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads the boards at the start of an execution: room, groups, and whether the mapping fits them at all. */
@Component
final class Opening {
    private final BoardConnector connector;
    private final BoardMap map;
    private final Adopting adopting;
    private final BoardWriters writers;

    Opening(BoardConnector connector, BoardMap map, Adopting adopting, BoardWriters writers) {
        this.connector = connector;
        this.map = map;
        this.adopting = adopting;
        this.writers = writers;
    }

    void open(Execution x) {
        if (writers.needsProof(x)) {
            writers.await(x);
            x.target.boards().forEach(id -> board(x, id));
        }
        writers.take(x);
        for (String id : x.target.boards()) {
            Board board = board(x, id);
            fits(x, board);
            adoptGroups(x, board);
            adopting.adopt(x, board);
        }
    }

    private Board board(Execution x, String id) {
        return connector
                .board(x.target.connection(), x.target.ref(id), x.run)
                .orElseThrow(() -> new SyncStopped("There is no board " + id
                        + " for this token: mend `boards` in the mapping, or let the token's user see the board"));
    }

    private static void fits(Execution x, Board board) {
        List<BoardCheck.Finding> errors = BoardCheck.columns(x.target, board).stream()
                .filter(finding -> finding.severity() == BoardCheck.Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new SyncStopped("Board " + board.id() + " does not fit the mapping: "
                    + errors.getFirst().message()
                    + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "")
                    + ". `check` says what to change");
        }
    }

    /** Groups of the same title are ours as well: the vendor would make a second one without a word. */
    private void adoptGroups(Execution x, Board board) {
        Map<String, String> groups = x.run.inTransaction(sql -> {
            map.keepGroups(
                    sql,
                    x.target,
                    board.id(),
                    board.groups().stream().map(Board.Group::id).toList());
            Map<String, String> known = new HashMap<>(map.groups(sql, x.target, board.id()));
            for (Board.Group group : board.groups()) {
                if (!known.containsKey(group.title())) {
                    map.group(sql, x.target, board.id(), group.title(), group.id());
                    known.put(group.title(), group.id());
                }
            }
            return known;
        });
        x.board(board, groups);
    }
}
