package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.ordersync.board.Plan.Counts;
import io.salessync.ordersync.board.Plan.GroupPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts writes as the plan meets them; keeps a few of each kind to measure a call by. */
final class PlanCount {
    private static final int SAMPLE = 200;

    private final Map<String, long[]> groups = new TreeMap<>();
    private final Set<String> newGroups = new HashSet<>();
    private final Map<String, Long> kinds = new HashMap<>();
    private final Map<String, List<BoardWrite>> samples = new HashMap<>();
    private long touchedOrders;
    private long asked;

    void groupNeeded(String title) {
        if (newGroups.add(title)) {
            write(new BoardWrite.CreateGroup(new java.util.UUID(0, newGroups.size()), title));
        }
    }

    void continuations(String group, long more) {
        of(group)[6] += more;
        kinds.merge(BoardWrite.CreateItem.class.getSimpleName(), more, Long::sum);
    }

    void row(Row row, List<Entry> entries) {
        long[] counts = of(row.group());
        boolean lines = row.kind() == RowKind.LINES;
        int shift = lines ? 3 : 0;
        boolean updated = false;
        boolean removed = false;
        for (Entry entry : entries) {
            switch (entry.write()) {
                case BoardWrite.CreateItem create -> counts[entry.part() > 1 ? 6 : 0]++;
                case BoardWrite.CreateSubitem create -> counts[3]++;
                case BoardWrite.Archive archive -> removed = true;
                default -> updated = true;
            }
            write(entry.write());
        }
        if (removed) {
            counts[2 + shift]++;
        } else if (updated) {
            counts[1 + shift]++;
        }
        if (!lines && !removed) {
            touchedOrders++;
        }
    }

    /** An update of columns that people write to as well: what they wrote since may stay. */
    void asked(Row row, int items) {
        boolean lines = row.kind() == RowKind.LINES;
        of(row.group())[lines ? 4 : 1]++;
        kinds.merge(BoardWrite.ChangeValues.class.getSimpleName(), (long) items, Long::sum);
        asked++;
        if (!lines) {
            touchedOrders++;
        }
    }

    long asked() {
        return asked;
    }

    private long[] of(String group) {
        return groups.computeIfAbsent(group, key -> new long[7]);
    }

    private void write(BoardWrite write) {
        String kind = write.getClass().getSimpleName();
        kinds.merge(kind, 1L, Long::sum);
        List<BoardWrite> sample = samples.computeIfAbsent(kind, key -> new ArrayList<>());
        if (sample.size() < SAMPLE) {
            sample.add(write);
        }
    }

    Map<String, Long> kinds() {
        return kinds;
    }

    List<BoardWrite> sample(String kind) {
        return samples.getOrDefault(kind, List.of());
    }

    long touchedOrders() {
        return touchedOrders;
    }

    List<GroupPlan> groups() {
        return groups.entrySet().stream()
                .map(entry -> {
                    long[] n = entry.getValue();
                    return new GroupPlan(
                            entry.getKey(),
                            newGroups.contains(entry.getKey()),
                            n[0],
                            n[1],
                            n[2],
                            n[3],
                            n[4],
                            n[5],
                            n[6]);
                })
                .toList();
    }

    Counts totals() {
        long[] sum = new long[7];
        groups.values().forEach(counts -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counts[i];
            }
        });
        return new Counts(sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6]);
    }
}
