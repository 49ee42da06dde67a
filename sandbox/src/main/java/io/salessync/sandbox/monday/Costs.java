package io.salessync.sandbox.monday;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.Collection;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Complexity points: what a mutation costs differs from seed to seed, what a query costs grows with what it may return. */
final class Costs {
    static final long ONE_CALL = 5_000_000;

    private static final int OBJECT = 5;
    private static final Map<String, Integer> BASES = new TreeMap<>(Map.ofEntries(
            Map.entry("create_item", 30_000),
            Map.entry("create_subitem", 30_000),
            Map.entry("change_multiple_column_values", 20_000),
            Map.entry("change_column_value", 12_000),
            Map.entry("change_simple_column_value", 12_000),
            Map.entry("create_group", 15_000),
            Map.entry("update_group", 10_000),
            Map.entry("archive_group", 15_000),
            Map.entry("delete_group", 15_000),
            Map.entry("archive_item", 12_000),
            Map.entry("delete_item", 12_000),
            Map.entry("move_item_to_group", 12_000),
            Map.entry("bulk_archive_items", 40_000),
            Map.entry("bulk_delete_items", 40_000),
            Map.entry("create_column", 30_000),
            Map.entry("create_webhook", 10_000),
            Map.entry("delete_webhook", 10_000),
            Map.entry("create_update", 10_000)));

    private final Map<String, Long> ofMutations = new TreeMap<>();

    Costs(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 7919 + 17);
        BASES.forEach((name, base) -> ofMutations.put(name, Math.round(base * (0.7 + 0.6 * random.nextDouble()))));
    }

    long ofMutation(String name) {
        return ofMutations.getOrDefault(name, 1L);
    }

    /** What a mutation costs that was refused for its values. */
    long ofRefused(String name) {
        return ofMutation(name) / 20;
    }

    long estimate(Call call) {
        long points = 0;
        for (Field field : call.fields()) {
            points += call.mutation() ? ofMutation(field.getName()) : 0;
            points += nodes(call.document(), field, null, call.variables());
        }
        return points;
    }

    private long nodes(Document document, Field field, @Nullable Field parent, Map<String, Object> variables) {
        if (field.getSelectionSet() == null) {
            return 1;
        }
        long one = OBJECT + nodes(document, field.getSelectionSet(), field, variables);
        return one * times(field, parent, variables);
    }

    private long nodes(Document document, SelectionSet set, Field parent, Map<String, Object> variables) {
        long points = 0;
        for (Selection<?> selection : set.getSelections()) {
            points += switch (selection) {
                case Field field -> nodes(document, field, parent, variables);
                case InlineFragment inline -> nodes(document, inline.getSelectionSet(), parent, variables);
                case FragmentSpread spread ->
                    nodes(
                            document,
                            Documents.fragment(document, spread.getName()).getSelectionSet(),
                            parent,
                            variables);
                default -> 0;
            };
        }
        return points;
    }

    private static long times(Field field, @Nullable Field parent, Map<String, Object> variables) {
        return switch (field.getName()) {
            case "boards" -> named(field, "ids", Literals.number(field, "limit", 25, variables), variables);
            case "items" -> {
                Field limited = parent == null ? field : parent;
                yield named(field, "ids", Literals.number(limited, "limit", 25, variables), variables);
            }
            case "column_values" -> named(field, "ids", 30, variables);
            case "columns" -> named(field, "ids", 30, variables);
            case "groups" -> named(field, "ids", 10, variables);
            case "users" -> named(field, "emails", named(field, "ids", 20, variables), variables);
            case "subitems" -> 20;
            default -> 1;
        };
    }

    private static int named(Field field, String list, int otherwise, Map<String, Object> variables) {
        int size = Literals.size(field, list, variables);
        return size < 0 ? otherwise : Math.min(size, Math.max(1, otherwise));
    }

    /** What an answer weighs by the same measure as the estimate. */
    static long weigh(@Nullable Object data) {
        return switch (data) {
            case Map<?, ?> map ->
                OBJECT + map.values().stream().mapToLong(Costs::weigh).sum();
            case Collection<?> list -> list.stream().mapToLong(Costs::weigh).sum();
            case null, default -> 1;
        };
    }
}
