package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row is a line and repeats what is said of its order. */
final class LongShaping extends Shaping {
    private final List<String> lineKey;
    private final String lineKeyNames;
    private @Nullable String order;
    private @Nullable String group;
    private String[] said = new String[0];
    private int position;

    LongShaping(Mapping mapping, Rows rows, String source, Stage stage) {
        super(mapping, rows, source, stage, List.of());
        Source.Lines lines = Objects.requireNonNull(mapping.source().lines());
        this.lineKey = lines.key();
        this.lineKeyNames = Header.quoted(lineKey);
    }

    @Override
    void use(long line, String orderKey) {
        String key = key(lineKey);
        if (key.isEmpty()) {
            stage.problem(
                    line,
                    orderKey,
                    "line-key-missing",
                    lineKeyNames,
                    null,
                    "The row names no line of order " + shown(orderKey) + ": " + lineKeyNames + " is empty");
            return;
        }
        String[] header = cells(layout.items());
        String its = group();
        boolean same = orderKey.equals(order);
        position = same ? position + 1 : 1;
        // what the row before said of the same order need not travel again
        boolean told = same && its.equals(group) && Arrays.equals(header, said);
        if (!told) {
            order = orderKey;
            group = its;
            said = header;
        }
        stage.order(line, orderKey, its, position, key, told ? null : header, cells(layout.lines()));
    }
}
