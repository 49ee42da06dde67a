package io.salessync.ordersync.board;

import java.util.Locale;

/** The two kinds of rows that go to a board; the names of their tables follow from it. */
public enum RowKind {
    ORDERS("ordersync.order_list_delta", "ordersync.order_list"),
    LINES("ordersync.order_list_lines_delta", "ordersync.order_list_lines");

    private final String deltas;
    private final String list;

    RowKind(String deltas, String list) {
        this.deltas = deltas;
        this.list = list;
    }

    String deltas() {
        return deltas;
    }

    String list() {
        return list;
    }

    /** As it is written in addresses and documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
