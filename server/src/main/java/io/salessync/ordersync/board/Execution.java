package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.kernel.runs.ActiveRun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one execution of a run knows: where it goes, how full the boards are, what it has counted. Not for several threads. */
final class Execution {
    final ActiveRun run;
    final Destination target;
    final Map<String, Map<String, String>> seen = new HashMap<>();
    final Set<String> toRead = new HashSet<>();
    final People people = new People();
    final Labels labels = new Labels();
    final Set<UUID> statusesLeft = new HashSet<>();
    private final Map<String, Integer> room = new LinkedHashMap<>();
    private final Map<String, String> subitemBoards = new HashMap<>();
    private final Map<String, Map<String, String>> groups = new HashMap<>();
    private int largest = Integer.MAX_VALUE;
    private final Map<String, Count> counts = new HashMap<>();
    private String step = "start";

    Execution(ActiveRun run, Destination target) {
        this.run = run;
        this.target = target;
        if (target.batch() != null) {
            largest = target.batch();
        }
    }

    void board(Board board, Map<String, String> boardGroups) {
        labels.of(board);
        room.put(board.id(), Math.max(0, board.itemsLimit() - board.items()));
        String subitemBoard = board.subitemBoardId();
        if (subitemBoard != null) {
            subitemBoards.put(board.id(), subitemBoard);
        }
        groups.put(board.id(), boardGroups);
    }

    /** The board for the next item; null where all are full. */
    @Nullable String boardWithRoom() {
        return room.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    void tookRoom(String boardId) {
        room.computeIfPresent(boardId, (id, left) -> Math.max(0, left - 1));
    }

    void full(String boardId) {
        room.put(boardId, 0);
    }

    @Nullable String groupId(String boardId, String title) {
        return groups.getOrDefault(boardId, Map.of()).get(title);
    }

    void group(String boardId, String title, String groupId) {
        groups.computeIfAbsent(boardId, id -> new HashMap<>()).put(title, groupId);
    }

    String subitemBoard(String boardId) {
        return subitemBoards.getOrDefault(boardId, boardId);
    }

    void subitemBoard(String boardId, String subitemBoardId) {
        subitemBoards.put(boardId, subitemBoardId);
    }

    int largest() {
        return largest;
    }

    void atMost(int writes) {
        largest = Math.max(1, Math.min(largest, writes));
    }

    /** What is counted from here on belongs to this step. */
    void step(String name) {
        step = name;
    }

    /** How many rows a step will deal with, as far as is known before. */
    void total(String name, long rows) {
        count(name).total = rows;
    }

    void done(long rows) {
        count(step).done += rows;
    }

    void failed(long rows) {
        count(step).failed += rows;
        count(step).done += rows;
    }

    void progress() {
        Count count = count(step);
        run.progress(step, count.done, count.failed, Math.max(count.total, count.done), null);
    }

    private Count count(String name) {
        return counts.computeIfAbsent(name, key -> new Count());
    }

    /** Where one step stands. */
    private static final class Count {
        private long done;
        private long failed;
        private long total;
    }

    Deciding deciding(Deciding.Sameness sameness) {
        return new Deciding(target, this::groupId, new BoardRoom(this)::take, seen, sameness);
    }

    /** Hands out places without booking them: only an answer of the vendor fills a board. */
    private static final class BoardRoom {
        private final Map<String, Integer> taken = new HashMap<>();
        private final Execution execution;

        BoardRoom(Execution execution) {
            this.execution = execution;
        }

        @Nullable String take() {
            for (Map.Entry<String, Integer> entry : execution.room.entrySet()) {
                int used = taken.getOrDefault(entry.getKey(), 0);
                if (entry.getValue() - used > 0) {
                    taken.put(entry.getKey(), used + 1);
                    return entry.getKey();
                }
            }
            return null;
        }
    }

    List<String> boardsWithRoom() {
        return room.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
