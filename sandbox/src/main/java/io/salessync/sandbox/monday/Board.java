package io.salessync.sandbox.monday;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A board: its columns, its groups and, for what is looked up by value, an index kept from the first look-up on. */
final class Board {
    static final List<String> GROUP_COLORS = List.of(
            "#579bfc", "#a25ddc", "#00c875", "#fdab3d", "#df2f4a", "#66ccff", "#bb3354", "#9cd326", "#ff5ac4",
            "#784bd1");

    private final long id;
    private final String name;
    private final int itemsLimit;
    private final int subitemCap;
    private final @Nullable Board subitemsOf;
    private @Nullable Board subitemBoard;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    /** Begun by readers, who share the boards' lock, and changed by writers, who have it alone. */
    private final Map<String, Map<String, Set<Item>>> indexes = new ConcurrentHashMap<>();

    private int active;
    private int numbered;

    Board(long id, String name, int itemsLimit, int subitemCap, @Nullable Board subitemsOf) {
        this.id = id;
        this.name = name;
        this.itemsLimit = itemsLimit;
        this.subitemCap = subitemCap;
        this.subitemsOf = subitemsOf;
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    int itemsLimit() {
        return itemsLimit;
    }

    int subitemCap() {
        return subitemCap;
    }

    @Nullable Board subitemsOf() {
        return subitemsOf;
    }

    boolean holdsSubitems() {
        return subitemsOf != null;
    }

    @Nullable Board subitemBoard() {
        return subitemBoard;
    }

    void subitemBoard(Board board) {
        subitemBoard = board;
    }

    Map<String, Column> columns() {
        return columns;
    }

    void add(Column column) {
        columns.put(column.id(), column);
    }

    /** A column by its id or title, read loosely, as a person would name it. */
    @Nullable Column columnNamed(String wanted) {
        String plain = plain(wanted);
        for (Column column : columns.values()) {
            if (plain(column.id()).equals(plain) || plain(column.title()).equals(plain)) {
                return column;
            }
        }
        return null;
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace(" ", "").replace("_", "");
    }

    Map<String, Group> groups() {
        return groups;
    }

    Collection<Group> presentGroups() {
        return groups.values().stream().filter(group -> !group.gone()).toList();
    }

    Group topGroup() {
        return presentGroups().iterator().next();
    }

    Group addGroup(String groupId, String title, @Nullable String color) {
        String shown = color == null ? GROUP_COLORS.get(groups.size() % GROUP_COLORS.size()) : color;
        Group group = new Group(groupId, this, title, shown);
        groups.put(groupId, group);
        return group;
    }

    int itemsCount() {
        return active;
    }

    int nextNumber() {
        return ++numbered;
    }

    int numbered() {
        return numbered;
    }

    void numbered(int saved) {
        numbered = saved;
    }

    void enter(Item item) {
        item.group().items().add(item);
        active++;
        indexes.forEach((column, index) -> enter(index, text(item, column), item));
    }

    void leave(Item item) {
        if (item.group().items().remove(item)) {
            active--;
            indexes.forEach((column, index) -> leave(index, text(item, column), item));
        }
    }

    /** Runs a change of an item's values and keeps the indexes true. */
    void changing(Item item, Runnable change) {
        indexes.forEach((column, index) -> leave(index, text(item, column), item));
        try {
            change.run();
        } finally {
            if (item.active()) {
                indexes.forEach((column, index) -> enter(index, text(item, column), item));
            }
        }
    }

    Set<Item> having(String column, String text) {
        return indexes.computeIfAbsent(column, this::index).getOrDefault(text, Set.of());
    }

    /** Labels and types change the texts of many items at once: indexes start anew. */
    void forgetIndexes() {
        indexes.clear();
    }

    private Map<String, Set<Item>> index(String column) {
        Map<String, Set<Item>> index = new HashMap<>();
        for (Group group : groups.values()) {
            group.items().forEach(item -> enter(index, text(item, column), item));
        }
        return index;
    }

    private static void enter(Map<String, Set<Item>> index, String text, Item item) {
        index.computeIfAbsent(text, key -> new LinkedHashSet<>(2)).add(item);
    }

    private static void leave(Map<String, Set<Item>> index, String text, Item item) {
        Set<Item> items = index.get(text);
        if (items != null && items.remove(item) && items.isEmpty()) {
            index.remove(text);
        }
    }

    private String text(Item item, String columnId) {
        Column column = columns.get(columnId);
        return column == null ? "" : Cell.of(item, column).text();
    }
}
