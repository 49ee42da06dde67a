package io.salessync.sandbox.monday;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every board and item of the account, behind one lock: readers share it, a writer has it alone. */
final class Boards {
    static final int ITEMS_LIMIT = 10_000;
    static final int SUBITEM_CAP = 100;

    private static final long FIRST_ITEM = 9_500_000_001L;
    private static final long FIRST_BOARD = 9_300_000_001L;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Long, Board> boards = new TreeMap<>();
    private final Map<Long, Item> items = new HashMap<>();
    private final Map<Long, Map<String, Object>> webhooks = new LinkedHashMap<>();
    private long nextItem = FIRST_ITEM;
    private long nextBoard = FIRST_BOARD;
    private volatile long revision;

    <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T writing(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            revision++;
            lock.writeLock().unlock();
        }
    }

    long revision() {
        return revision;
    }

    void clear() {
        boards.clear();
        items.clear();
        webhooks.clear();
        nextItem = FIRST_ITEM;
        nextBoard = FIRST_BOARD;
    }

    long nextItem() {
        return nextItem;
    }

    long nextBoard() {
        return nextBoard;
    }

    void continueFrom(long item, long board) {
        nextItem = item;
        nextBoard = board;
    }

    Collection<Board> all() {
        return boards.values();
    }

    List<Board> shown() {
        return boards.values().stream().filter(board -> !board.holdsSubitems()).toList();
    }

    @Nullable Board board(long id) {
        return boards.get(id);
    }

    @Nullable Item item(long id) {
        return items.get(id);
    }

    Collection<Item> items() {
        return items.values();
    }

    Map<Long, Map<String, Object>> webhooks() {
        return webhooks;
    }

    void add(Board board) {
        boards.put(board.id(), board);
    }

    long takeBoardId() {
        while (boards.containsKey(nextBoard)) {
            nextBoard++;
        }
        return nextBoard++;
    }

    long takeId() {
        return nextItem++;
    }

    Item create(Board board, Group group, @Nullable Item parent, String name, Instant at, String creator) {
        return new Item(takeId(), board, group, parent, board.nextNumber(), name, at, creator);
    }

    void enter(Item item) {
        items.put(item.id(), item);
        Item parent = item.parent();
        if (parent != null) {
            parent.everySubitem().add(item);
        }
        if (item.active()) {
            item.board().enter(item);
            if (parent != null) {
                parent.subitems().add(item);
            }
        }
    }

    /** Archives or deletes an item and, with it, its subitems. */
    void remove(Item item, Item.State to, Instant at) {
        for (Item subitem : List.copyOf(item.subitems())) {
            remove(subitem, to, at);
        }
        item.board().leave(item);
        Item parent = item.parent();
        if (parent != null) {
            parent.subitems().remove(item);
        }
        item.become(to);
        item.touch(at);
    }

    void move(Item item, Group to, Instant at) {
        item.board().leave(item);
        item.place(to);
        item.touch(at);
        item.board().enter(item);
    }
}
