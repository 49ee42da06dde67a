package io.salessync.sandbox.monday;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An item or a subitem; a subitem has a parent and lives on the subitem board. */
final class Item {
    enum State {
        active,
        archived,
        deleted
    }

    private final long id;
    private final Board board;
    private final @Nullable Item parent;
    private final int number;
    private final Instant createdAt;
    private final String creator;
    private String name;
    private Group group;
    private State state = State.active;
    private Instant updatedAt;
    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final List<Item> subitems = new ArrayList<>(0);
    private final List<Item> everySubitem = new ArrayList<>(0);

    Item(
            long id,
            Board board,
            Group group,
            @Nullable Item parent,
            int number,
            String name,
            Instant createdAt,
            String creator) {
        this.id = id;
        this.board = board;
        this.group = group;
        this.parent = parent;
        this.number = number;
        this.name = name;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.creator = creator;
    }

    long id() {
        return id;
    }

    Board board() {
        return board;
    }

    @Nullable Item parent() {
        return parent;
    }

    int number() {
        return number;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    String creator() {
        return creator;
    }

    String name() {
        return name;
    }

    Group group() {
        return group;
    }

    State state() {
        return state;
    }

    boolean active() {
        return state == State.active;
    }

    Map<String, JsonNode> values() {
        return values;
    }

    /** Its subitems that are neither archived nor deleted. */
    List<Item> subitems() {
        return subitems;
    }

    /** Its subitems, those archived or deleted too. */
    List<Item> everySubitem() {
        return everySubitem;
    }

    void touch(Instant at) {
        updatedAt = at;
    }

    void rename(String to) {
        name = to;
    }

    void place(Group in) {
        group = in;
    }

    void become(State now) {
        state = now;
    }
}
