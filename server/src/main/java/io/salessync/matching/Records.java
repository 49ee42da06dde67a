package io.salessync.matching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All records that are compared, prepared: of each only what is compared is kept. */
final class Records {
    private final List<Comparison> comparisons;
    private final List<String> ids = new ArrayList<>();
    private int split = Integer.MAX_VALUE;
    private List<Evidence> evidence = List.of();

    Records(List<Comparison> comparisons) {
        this.comparisons = comparisons;
    }

    /** The next record: one map of cells for each comparison, in their order. */
    void add(String id, List<Map<String, List<String>>> cells) {
        ids.add(id);
        for (int i = 0; i < comparisons.size(); i++) {
            comparisons.get(i).add(cells.get(i));
        }
    }

    /** What comes now belongs to the second file: it is compared with what came before, not with itself. */
    void secondFile() {
        split = ids.size();
    }

    void close() {
        comparisons.forEach(Comparison::close);
        evidence = comparisons.stream().flatMap(one -> one.evidence().stream()).toList();
        evidence.forEach(one -> one.meet(evidence));
        split = Math.min(split, ids.size());
    }

    int size() {
        return ids.size();
    }

    /** The first record of the second file; as many as there are records where there is one file. */
    int split() {
        return split;
    }

    boolean linking() {
        return split < ids.size();
    }

    /** How many pairs there are, whether looked at or not. */
    double allPairs() {
        return linking() ? (double) split * (size() - split) : size() * (size() - 1.0) / 2;
    }

    String id(int row) {
        return ids.get(row);
    }

    List<Evidence> evidence() {
        return evidence;
    }

    /** All fields of which frequencies matter. */
    Map<String, Values> values() {
        Map<String, Values> values = new LinkedHashMap<>();
        comparisons.forEach(one -> values.putAll(one.values()));
        return values;
    }

    List<Keys> keys() {
        return comparisons.stream().flatMap(one -> one.keys().stream()).toList();
    }
}
