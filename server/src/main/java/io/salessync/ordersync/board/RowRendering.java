package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the cells of a row into what the board shall hold. */
interface RowRendering {
    Rendered item(String[] cells);

    Rendered line(String[] cells);

    /** Who decides about a column's value. */
    enum Owner {
        SOURCE,
        BOARD,
        LAST_WRITER
    }

    record Cell(String columnId, ColumnType type, Owner owner, String text) {
        BoardWrite.Value value() {
            return new BoardWrite.Value(columnId, type, text);
        }
    }

    record Fault(@Nullable String columnId, String code, String message) {}

    /** A row as the board shall hold it, its name among the cells, or what is wrong with it. */
    record Rendered(String name, List<Cell> cells, List<Fault> faults) {
        /** The name as a cell, so that it is compared and changed like any other. */
        static final String NAME = "name";

        Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put(NAME, name);
            cells.forEach(cell -> texts.put(cell.columnId(), cell.text()));
            return texts;
        }

        /** The same under another name and with the record's uuid in its column. */
        Rendered as(String otherName, String uuidColumn, String uuid) {
            List<Cell> more = new ArrayList<>(cells);
            more.add(new Cell(uuidColumn, ColumnType.TEXT, Owner.SOURCE, uuid));
            return new Rendered(otherName, more, faults);
        }
    }
}
