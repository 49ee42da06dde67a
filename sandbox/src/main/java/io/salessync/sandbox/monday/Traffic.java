package io.salessync.sandbox.monday;

import graphql.language.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The boards that mutating calls are at work on: of two at once on the same board one may find it locked. */
final class Traffic {
    private static final double LOCKED = 0.5;

    private final Boards boards;
    private final Map<Long, Integer> busy = new HashMap<>();
    private SplittableRandom random;

    Traffic(Boards boards, long seed) {
        this.boards = boards;
        this.random = new SplittableRandom(seed ^ 0x10cced);
    }

    synchronized void reset(long seed) {
        random = new SplittableRandom(seed ^ 0x10cced);
    }

    Set<Long> boardsOf(Call call) {
        return boards.reading(() -> {
            Set<Long> touched = new HashSet<>();
            for (Field field : call.working()) {
                touch(touched, Literals.argument(field, "board_id", call.variables()), false);
                touch(touched, Literals.argument(field, "item_id", call.variables()), true);
                touch(touched, Literals.argument(field, "parent_item_id", call.variables()), true);
            }
            return touched;
        });
    }

    private void touch(Set<Long> touched, @Nullable Object id, boolean ofItem) {
        if (id == null) {
            return;
        }
        Item item = ofItem ? boards.item(Ids.number(id)) : null;
        Board board = item == null ? boards.board(Ids.number(id)) : item.board();
        if (board != null) {
            Board top = board.subitemsOf() == null ? board : board.subitemsOf();
            touched.add(top.id());
        }
    }

    synchronized boolean begin(Set<Long> touched) {
        if (touched.stream().anyMatch(busy::containsKey) && random.nextDouble() < LOCKED) {
            return false;
        }
        touched.forEach(board -> busy.merge(board, 1, Integer::sum));
        return true;
    }

    synchronized void end(Set<Long> touched) {
        touched.forEach(board -> busy.computeIfPresent(board, (id, count) -> count == 1 ? null : count - 1));
    }
}
