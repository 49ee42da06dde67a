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

    /**
     * A table of records as they are now, to count: what waits or failed, and what is on the board. Neither a change that a later
     * one has followed nor a removal is that.
     */
    String now() {
        return "(SELECT tenant_id, sync_id, group_name, state, created_at FROM " + deltas
                + " WHERE state IN ('NEW', 'PENDING', 'SENDING', 'FAILED', 'BLOCKED', 'UNKNOWN')"
                + " UNION ALL SELECT tenant_id, sync_id, group_name, state, created_at FROM"
                + " (SELECT DISTINCT ON (tenant_id, sync_id, record_uuid) tenant_id, sync_id, group_name, action, state, created_at"
                + " FROM " + deltas + " ORDER BY tenant_id, sync_id, record_uuid, version DESC) latest"
                + " WHERE state = 'SYNCED' AND action <> 'REMOVE')";
    }

    String list() {
        return list;
    }

    /** As it is written in addresses and documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
