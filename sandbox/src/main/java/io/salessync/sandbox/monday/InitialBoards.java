package io.salessync.sandbox.monday;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The boards a fresh sandbox has, and the making of further ones in their likeness. */
final class InitialBoards {
    static final long ORDERS = 8_709_134_353L;
    static final long DEV = 9_200_000_001L;

    private static final List<String> ITEM_COLUMNS = List.of(
            "name|Name|name",
            "record_uuid|record_uuid|text",
            "order_number|Order number|text",
            "po_number|PO number|text",
            "customer|Customer|text",
            "style|Style|text",
            "style_description|Style description|long_text",
            "colour|Colour|text",
            "season|Season|dropdown|SS26,AW26,SS27,AW27,Core",
            "order_type|Order type|dropdown|New,Reorder,Sample,Pre-book,Replenishment",
            "order_date|Order date|date",
            "due_in_dc|Due in DC|date",
            "ship_window|Ship window|timeline",
            "status|Status|status|New,Confirmed,In production,Ready to ship,Shipped,Done,Cancelled,On hold",
            "sync_status|Sync status|status|Synced,Changed,Removed",
            "total_qty|Total quantity|numbers",
            "unit_price|Unit price|numbers",
            "order_value|Order value|numbers",
            "currency|Currency|dropdown|EUR,USD,GBP,SEK,DKK,CHF,CAD,AUD,JPY",
            "buyer_email|Buyer e-mail|email",
            "buyer_phone|Buyer phone|phone",
            "tracking_link|Tracking|link",
            "ship_to_country|Ship-to country|country",
            "rush|Rush|checkbox",
            "priority|Priority|rating",
            "notes|Notes|long_text",
            "owner|Owner|people",
            "delivery_week|Delivery week|week",
            "warehouse|Warehouse|location",
            "cutoff_hour|Cut-off|hour",
            "tags|Tags|tags",
            "margin|Margin|formula",
            "account_tier|Account tier|mirror",
            "line|Line|auto_number",
            "item_id|Item ID|item_id",
            "creation_log|Created|creation_log",
            "last_updated|Last updated|last_updated");

    private static final List<String> SUBITEM_COLUMNS = List.of(
            "name|Name|name",
            "record_uuid|record_uuid|text",
            "line_number|Line number|numbers",
            "sku|SKU|text",
            "description|Description|text",
            "size|Size|text",
            "colour|Colour|text",
            "quantity|Quantity|numbers",
            "shipped_qty|Shipped quantity|numbers",
            "unit_price|Unit price|numbers",
            "line_total|Line total|numbers",
            "barcode|Barcode|text",
            "due_in_dc|Due in DC|date",
            "status|Status|status|New,Confirmed,In production,Ready to ship,Shipped,Done,Cancelled,On hold",
            "sync_status|Sync status|status|Synced,Changed,Removed",
            "notes|Notes|long_text",
            "item_id|Item ID|item_id",
            "last_updated|Last updated|last_updated");

    private final Boards boards;

    InitialBoards(Boards boards) {
        this.boards = boards;
    }

    void make() {
        make(ORDERS, "Customer Orders", Boards.ITEMS_LIMIT, Boards.SUBITEM_CAP, true);
        make(DEV, "Orders (dev)", Boards.ITEMS_LIMIT, Boards.SUBITEM_CAP, true);
        make(DEV + 1, "Orders (dev) 2", Boards.ITEMS_LIMIT, Boards.SUBITEM_CAP, true);
        make(DEV + 2, "Orders (dev) 3", Boards.ITEMS_LIMIT, Boards.SUBITEM_CAP, true);
        make(DEV + 9, "Small board", 50, 10, true);
        make(DEV + 10, "No subitems", Boards.ITEMS_LIMIT, Boards.SUBITEM_CAP, false);
    }

    private void make(long id, String name, int itemsLimit, int subitemCap, boolean subitems) {
        Board board = new Board(id, name, itemsLimit, subitemCap, null);
        columns(ITEM_COLUMNS).forEach(board::add);
        finish(board, subitems ? columns(SUBITEM_COLUMNS) : null);
    }

    /** A board with the given columns, or those of another board; "name" and a subitems column come by themselves. */
    Board like(
            @Nullable Long id,
            String name,
            int itemsLimit,
            int subitemCap,
            @Nullable Board from,
            List<Column> columns) {
        Board board = new Board(id == null ? boards.takeBoardId() : id, name, itemsLimit, subitemCap, null);
        board.add(new Column("name", "Name", "name"));
        if (from != null) {
            copies(from).forEach(board::add);
        }
        columns.forEach(board::add);
        Board fromSubitems = from == null ? null : from.subitemBoard();
        boolean without = from != null && fromSubitems == null;
        finish(board, without ? null : fromSubitems == null ? columns(SUBITEM_COLUMNS) : copies(fromSubitems));
        return board;
    }

    private void finish(Board board, @Nullable List<Column> subitemColumns) {
        board.addGroup("topics", "Group Title", null);
        boards.add(board);
        if (subitemColumns == null) {
            return;
        }
        Board hidden = new Board(boards.takeBoardId(), "Subitems of " + board.name(), Integer.MAX_VALUE, 0, board);
        hidden.add(new Column("name", "Name", "name"));
        subitemColumns.forEach(hidden::add);
        hidden.addGroup("subitems_of_" + board.id(), "Subitems", null);
        boards.add(hidden);
        board.subitemBoard(hidden);
        Column subitems = new Column("subitems", "Subitems", "subtasks");
        subitems.link(hidden.id());
        board.add(subitems);
    }

    private static List<Column> copies(Board from) {
        List<Column> copies = new ArrayList<>();
        for (Column column : from.columns().values()) {
            if (!column.type().equals("subtasks") && !column.archived()) {
                Column copy = new Column(column.id(), column.title(), column.type());
                copy.labels().addAll(column.labels());
                copies.add(copy);
            }
        }
        return copies;
    }

    private static List<Column> columns(List<String> lines) {
        List<Column> columns = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("\\|", -1);
            Column column = new Column(parts[0], parts[1], parts[2]);
            if (parts.length > 3) {
                for (String label : parts[3].split(",", -1)) {
                    column.addLabel(label);
                }
            }
            column.restore(0, false);
            columns.add(column);
        }
        return columns;
    }
}
