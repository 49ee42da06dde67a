package io.salessync.sandbox.monday;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of an items query: which items of a board it means, and in which order. */
final class ItemFilter {
    private final Board board;

    ItemFilter(Board board) {
        this.board = board;
    }

    List<Item> select(List<Item> items, @Nullable Map<String, Object> query) {
        if (query == null) {
            return items;
        }
        Predicate<Item> wanted = group(query);
        List<Object> ids = list(query.get("ids"));
        if (!ids.isEmpty()) {
            Set<String> asked = ids.stream().map(String::valueOf).collect(Collectors.toSet());
            wanted = wanted.and(item -> asked.contains(String.valueOf(item.id())));
        }
        List<Item> selected = new ArrayList<>(items.stream().filter(wanted).toList());
        for (Object order : list(query.get("order_by")).reversed()) {
            Map<String, Object> by = map(order);
            Column column = column(String.valueOf(by.get("column_id")));
            Comparator<Item> comparator = (a, b) -> compare(text(a, column), text(b, column));
            selected.sort("desc".equals(by.get("direction")) ? comparator.reversed() : comparator);
        }
        return selected;
    }

    private Predicate<Item> group(Map<String, Object> query) {
        List<Predicate<Item>> parts = new ArrayList<>();
        list(query.get("rules")).forEach(rule -> parts.add(rule(map(rule))));
        list(query.get("groups")).forEach(group -> parts.add(group(map(group))));
        if (parts.isEmpty()) {
            return item -> true;
        }
        boolean or = "or".equals(query.get("operator"));
        return item -> or
                ? parts.stream().anyMatch(part -> part.test(item))
                : parts.stream().allMatch(part -> part.test(item));
    }

    private Predicate<Item> rule(Map<String, Object> rule) {
        String columnId = String.valueOf(rule.get("column_id"));
        Column column = columnId.equals("group") ? null : column(columnId.replaceAll("^__(.*)__$", "$1"));
        List<String> values = values(rule.get("compare_value"));
        String first = values.isEmpty() ? "" : values.getLast();
        return switch (String.valueOf(rule.getOrDefault("operator", "any_of"))) {
            case "any_of" -> item -> matches(item, column, values);
            case "not_any_of" -> item -> !matches(item, column, values);
            case "is_empty" -> item -> text(item, column).isEmpty();
            case "is_not_empty" -> item -> !text(item, column).isEmpty();
            case "contains_text", "contains_terms" ->
                item -> plain(item, column).contains(lower(first));
            case "not_contains_text" -> item -> !plain(item, column).contains(lower(first));
            case "starts_with" -> item -> plain(item, column).startsWith(lower(first));
            case "ends_with" -> item -> plain(item, column).endsWith(lower(first));
            case "greater_than" -> item -> sign(item, column, first) > 0;
            case "greater_than_or_equals" -> item -> sign(item, column, first) >= 0;
            case "lower_than" -> item -> sign(item, column, first) < 0;
            case "lower_than_or_equal" -> item -> sign(item, column, first) <= 0;
            case "between" -> item -> sign(item, column, values.getFirst()) >= 0 && sign(item, column, first) <= 0;
            default ->
                throw MondayFault.of("InvalidArgumentException", "The operator is not supported for " + columnId);
        };
    }

    private static boolean matches(Item item, @Nullable Column column, List<String> values) {
        if (values.contains(text(item, column))) {
            return true;
        }
        if (column == null || values.isEmpty()) {
            return false;
        }
        Cell cell = Cell.of(item, column);
        if (column.type().equals("dropdown") && cell.value() != null) {
            for (var id : cell.value().path("ids")) {
                Label label = column.label(id.asInt());
                if (values.contains(id.asString()) || (label != null && values.contains(label.text()))) {
                    return true;
                }
            }
        }
        return column.type().equals("status") && values.contains(Objects.requireNonNullElse(cell.part("index"), "5"));
    }

    private static int sign(Item item, @Nullable Column column, String value) {
        String text = text(item, column);
        return text.isEmpty() ? Integer.MIN_VALUE : compare(text, value);
    }

    private static int compare(String a, String b) {
        try {
            return new BigDecimal(a).compareTo(new BigDecimal(b));
        } catch (NumberFormatException e) {
            return a.compareTo(b);
        }
    }

    private Column column(String id) {
        Column column = board.columns().get(id);
        if (column == null || column.archived()) {
            throw MondayFault.of("InvalidColumnIdException", "The column " + id + " was not found");
        }
        return column;
    }

    private static String text(Item item, @Nullable Column column) {
        return column == null ? item.group().id() : Cell.of(item, column).text();
    }

    private static String plain(Item item, @Nullable Column column) {
        return lower(text(item, column));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Values come as one or as a list; dates carry a word such as EXACT before them. */
    private static List<String> values(@Nullable Object given) {
        return list(given).stream()
                .map(String::valueOf)
                .filter(value -> !value.equals("EXACT"))
                .toList();
    }

    private static List<Object> list(@Nullable Object given) {
        if (given == null) {
            return List.of();
        }
        return given instanceof List<?> many ? new ArrayList<>(many) : List.of(given);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object given) {
        return (Map<String, Object>) given;
    }
}
