package io.salessync.sandbox.monday;

import java.util.LinkedHashSet;
import java.util.Set;

/** A group of a board with its active items in their order. */
final class Group {
    private final String id;
    private final Board board;
    private String title;
    private String color;
    private boolean archived;
    private boolean deleted;
    private final Set<Item> items = new LinkedHashSet<>();

    Group(String id, Board board, String title, String color) {
        this.id = id;
        this.board = board;
        this.title = title;
        this.color = color;
    }

    String id() {
        return id;
    }

    Board board() {
        return board;
    }

    String title() {
        return title;
    }

    String color() {
        return color;
    }

    boolean archived() {
        return archived;
    }

    boolean deleted() {
        return deleted;
    }

    boolean gone() {
        return archived || deleted;
    }

    Set<Item> items() {
        return items;
    }

    void retitle(String to) {
        title = to;
    }

    void recolor(String to) {
        color = to;
    }

    void archive() {
        archived = true;
    }

    void delete() {
        deleted = true;
    }
}
