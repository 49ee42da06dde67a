package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Answers queries page by page; the rows of a query stay known under its locator for two days. */
final class Cursors {
    private static final Duration LIFE = Duration.ofDays(2);
    private static final long MOST_ROWS = 20_000_000;
    private static final int PAGE = 2_000;
    private static final int SMALLEST_PAGE = 200;

    private final Org org;
    private final Map<String, Cursor> cursors = new LinkedHashMap<>();
    private int made;
    private volatile int most = PAGE;

    private record Cursor(String id, int number, Search search, Selection selection, int[] rows, Instant at) {}

    Cursors(Org org) {
        this.org = org;
    }

    synchronized void reset() {
        cursors.clear();
        made = 0;
        most = PAGE;
    }

    /** No page has more rows from here on, whatever is asked for. */
    void pageRows(int rows) {
        most = Math.clamp(rows, 1, PAGE);
    }

    int pageRows() {
        return most;
    }

    synchronized int open() {
        return cursors.size();
    }

    /**
     * The answer to a query.
     *
     * @param base where the version's resources are, such as /services/data/v67.0
     * @param batch how many rows a page may have, as the caller hints
     * @param leftOut so many of the last rows are kept quiet about
     */
    Reply first(String soql, boolean all, String base, @Nullable Integer batch, int leftOut) {
        Query query = Soql.parse(soql);
        Search search = new Search(org, query, all);
        if (query.count()) {
            return head(search.count(), "records", null);
        }
        if (Groups.asked(query)) {
            Groups groups = new Groups(org, search);
            ByteArrayOutputStream records = new ByteArrayOutputStream();
            int count;
            try (JsonGenerator out = Json.MAPPER.createGenerator(records)) {
                out.writeStartArray();
                count = groups.write(out);
                out.writeEndArray();
            }
            return head(count, "records", records.toByteArray());
        }
        if (query.select().isEmpty()) {
            throw SalesforceFault.of("MALFORMED_QUERY", "unexpected token: 'FROM'");
        }
        Selection selection = new Selection(org, search);
        int[] found = search.rows();
        int[] rows = Arrays.copyOf(found, Math.max(0, found.length - leftOut));
        Cursor cursor;
        synchronized (this) {
            made++;
            cursor = new Cursor(
                    Ids.of("0r8", made),
                    made,
                    search,
                    selection,
                    rows,
                    org.clock().instant());
        }
        return page(cursor, 0, base, batch);
    }

    private static Reply head(int total, String name, byte @Nullable [] records) {
        String body = "{\"totalSize\":" + total + ",\"done\":true,\"" + name + "\":"
                + (records == null ? "[]" : new String(records, java.nio.charset.StandardCharsets.UTF_8)) + "}";
        return Reply.text(200, "application/json", body);
    }

    /** The page that a locator names. */
    Reply next(String locator, String base, @Nullable Integer batch) {
        int dash = locator.lastIndexOf('-');
        Cursor cursor;
        synchronized (this) {
            cursor = dash < 0 ? null : cursors.get(locator.substring(0, dash));
        }
        int from = dash < 0 || !locator.substring(dash + 1).matches("\\d{1,9}")
                ? -1
                : Integer.parseInt(locator.substring(dash + 1));
        if (cursor == null
                || from < 0
                || from > cursor.rows.length
                || cursor.at.plus(LIFE).isBefore(org.clock().instant())) {
            throw badLocator();
        }
        return page(cursor, from, base, batch);
    }

    static SalesforceFault badLocator() {
        return SalesforceFault.of("INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    private Reply page(Cursor cursor, int from, String base, @Nullable Integer batch) {
        int asked = batch == null ? PAGE : Math.clamp(batch, SMALLEST_PAGE, PAGE);
        int full = Math.min(asked, most);
        int size = full;
        SplittableRandom random = new SplittableRandom(org.seed() * 31 + cursor.number * 1_000_003L + from);
        // the vendor promises no page to be full, so some are not
        if (random.nextInt(5) < 2) {
            size = random.nextInt(Math.max(1, full / 2), full + 1);
        }
        int to = Math.min(cursor.rows.length, from + size);
        if (cursor.selection.hasChildren()) {
            int weight = 0;
            for (int at = from; at < to; at++) {
                weight += cursor.selection.weight(cursor.rows[at]);
                if (weight > size) {
                    to = Math.max(from + 1, at);
                }
            }
        }
        boolean done = to == cursor.rows.length;
        if (!done) {
            keep(cursor);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.min(1 << 20, 512 + (to - from) * 256));
        try (JsonGenerator out = Json.MAPPER.createGenerator(body)) {
            out.writeStartObject();
            out.writeName("totalSize");
            out.writeNumber(cursor.rows.length);
            out.writeName("done");
            out.writeBoolean(done);
            if (!done) {
                out.writeName("nextRecordsUrl");
                out.writeString(base + "/query/" + cursor.id + "-" + to);
            }
            out.writeName("records");
            out.writeStartArray();
            for (int at = from; at < to; at++) {
                if (!cursor.search.table().isPurged(cursor.rows[at])) {
                    cursor.selection.write(out, cursor.rows[at], base);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return Reply.bytes(200, "application/json;charset=UTF-8", body.toByteArray());
    }

    private synchronized void keep(Cursor cursor) {
        cursors.put(cursor.id, cursor);
        Instant oldest = org.clock().instant().minus(LIFE);
        cursors.values().removeIf(each -> each.at.isBefore(oldest));
        // the memory of the sandbox is bounded, so the oldest go when very many rows wait
        while (cursors.size() > 1
                && cursors.values().stream().mapToLong(each -> each.rows.length).sum() > MOST_ROWS) {
            cursors.remove(cursors.keySet().iterator().next());
        }
    }
}
