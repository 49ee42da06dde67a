package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row is an order; each size column with a quantity other than zero makes a line. */
final class WideShaping extends Shaping {
    private final List<String> sizes;
    private final @Nullable String total;

    WideShaping(Mapping mapping, Rows rows, String source, Stage stage) {
        super(mapping, rows, source, stage, numbers(mapping, rows, source));
        Source.Sizes rule = mapping.source().sizes();
        this.total = rule == null ? null : rule.total();
        this.sizes = rule == null ? List.of() : sizes(mapping, rule, new Header(source, rows.header()));
    }

    private static List<String> numbers(Mapping mapping, Rows rows, String source) {
        Source.Sizes rule = mapping.source().sizes();
        if (rule == null) {
            return List.of();
        }
        List<String> numbers = new ArrayList<>(sizes(mapping, rule, new Header(source, rows.header())));
        if (rule.total() != null) {
            numbers.add(rule.total());
        }
        return numbers;
    }

    static List<String> sizes(Mapping mapping, Source.Sizes rule, Header header) {
        if (!rule.columns().isEmpty()) {
            return rule.columns();
        }
        Set<String> others = new HashSet<>(Shaping.needed(mapping));
        List<String> names = header.names();
        int from = rule.after() == null ? 0 : placeOf(header, rule.after()) + 1;
        int to = rule.before() == null ? names.size() : placeOf(header, rule.before());
        List<String> sizes = new ArrayList<>();
        for (int place = from; place < to; place++) {
            String name = names.get(place);
            if (!others.contains(name) && rule.pattern().matcher(name).matches()) {
                sizes.add(name);
            }
        }
        if (sizes.isEmpty()) {
            throw header.problem("None of the columns is a size. Found: " + Header.quoted(names)
                    + ". Name the sizes with 'columns' or a 'pattern' under [source.sizes].");
        }
        return List.copyOf(sizes);
    }

    private static int placeOf(Header header, String name) {
        header.demand(List.of(name));
        return header.place(name);
    }

    @Override
    void use(long line, String orderKey) {
        BigDecimal sum = BigDecimal.ZERO;
        for (String size : sizes) {
            String quantity = value(size);
            if (!quantity.isEmpty()) {
                sum = sum.add(new BigDecimal(quantity));
            }
        }
        String stated = total == null ? "" : value(total);
        if (!stated.isEmpty() && new BigDecimal(stated).compareTo(sum) != 0) {
            stage.problem(
                    line,
                    orderKey,
                    "total-mismatch",
                    total,
                    stated,
                    "'%s' says %s, the sizes add up to %s; the order is not loaded"
                            .formatted(total, stated, CellReading.plain(sum)));
            return;
        }
        stage.order(line, orderKey, group(), 0, null, cells(layout.items()), null);
        for (int ordinal = 0; ordinal < sizes.size(); ordinal++) {
            String quantity = value(sizes.get(ordinal));
            if (!quantity.isEmpty() && !quantity.equals("0")) {
                stage.order(line, orderKey, "", ordinal + 1, sizes.get(ordinal), null, line(ordinal, quantity));
            }
        }
    }

    private String[] line(int ordinal, String quantity) {
        String[] cells = new String[layout.lines().size()];
        for (int i = 0; i < cells.length; i++) {
            String name = layout.lines().get(i);
            cells[i] = switch (name) {
                case "size" -> sizes.get(ordinal);
                case "quantity" -> quantity;
                case "line_number" -> Integer.toString(ordinal + 1);
                default -> value(name);
            };
        }
        return cells;
    }
}
