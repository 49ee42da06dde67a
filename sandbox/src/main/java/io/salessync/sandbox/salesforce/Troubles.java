package io.salessync.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What other people do to the org's records while a client reads them: the faults that are none of the call itself. */
final class Troubles {
    private static final Pattern FROM = Pattern.compile("(?i)\\bfrom\\s+(\\w+)");
    private static final int MANY = 2_500;

    private final Org org;
    private int count;

    Troubles(Org org) {
        this.org = org;
    }

    /** A mass update gives more rows the same stamp than a page has, just before the query. */
    void before(Call call) {
        if (call.hit("equal_timestamps") && call.fault() != null) {
            int many = call.fault().aliasesOr(MANY);
            org.writing(() -> touch(table(call), many, org.clock().stamp()));
        }
    }

    /** A transaction begins just before the query's answer and commits, with its older stamp, some seconds later. */
    void after(Call call) {
        if (call.hit("late_commit") && call.fault() != null) {
            int rows = call.fault().aliasesOr(1);
            Duration open = Duration.ofMillis(Math.round(call.fault().secondsOr(30) * 1000));
            org.writing(() -> begin(table(call), rows, open));
        }
    }

    private Table table(Call call) {
        Matcher from = FROM.matcher(call.request().query().getOrDefault("q", ""));
        ObjectType type = from.find() ? org.schema().find(from.group(1)) : null;
        return org.table(type == null ? "Contact" : type.name());
    }

    /** Stamps so many rows with the same second; returns how many there were. */
    int touch(Table table, int many, Instant at) {
        int touched = 0;
        for (int row = 0; row < table.size() && touched < many; row++) {
            if (!table.isDeleted(row)) {
                stamp(table, row, at);
                touched++;
            }
        }
        return touched;
    }

    private static void stamp(Table table, int row, Instant at) {
        Instant second = Instant.ofEpochSecond(at.getEpochSecond());
        table.change(row, Map.of("LastModifiedDate", second), (int) second.getEpochSecond());
    }

    /** Opens a transaction that changes some rows; it is stamped now and seen later. */
    String begin(Table table, int many, @Nullable Duration open) {
        SplittableRandom random = new SplittableRandom(org.seed() * 37 + count++);
        List<Integer> rows = new ArrayList<>();
        for (int tries = 0; tries < many * 20 && rows.size() < many && table.size() > 0; tries++) {
            int row = random.nextInt(table.size());
            if (!table.isDeleted(row) && !rows.contains(row)) {
                rows.add(row);
            }
        }
        Instant stamp = Instant.ofEpochSecond(org.clock().stamp().getEpochSecond());
        return org.begin(
                open,
                () -> rows.forEach(row -> {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    values.put("LastModifiedDate", stamp);
                    if (table.type().field("Title") != null) {
                        values.put("Title", "Changed late " + stamp.toString().toLowerCase(Locale.ROOT));
                    }
                    table.change(row, values, (int) stamp.getEpochSecond());
                }));
    }
}
