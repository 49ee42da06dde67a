package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.SEEN;

import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Lets the first record of each key pass. What was seen is in the database, so it holds across pages and after a kill. */
final class Dedupe implements Node.Page {
    private final List<String> by;
    private final boolean ignoreCase;
    private final boolean dropEmpty;
    private final boolean acrossRuns;
    private final InstantSource clock;

    Dedupe(List<String> by, boolean ignoreCase, boolean dropEmpty, boolean acrossRuns, InstantSource clock) {
        this.by = List.copyOf(by);
        this.ignoreCase = ignoreCase;
        this.dropEmpty = dropEmpty;
        this.acrossRuns = acrossRuns;
        this.clock = clock;
    }

    @Override
    public boolean usesData() {
        return true;
    }

    @Override
    public boolean suitsGroups() {
        return true;
    }

    @Override
    public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
        List<UUID> hashes = page.stream().map(this::key).toList();
        sort(
                page,
                hashes,
                remember(
                        sql,
                        occasion.tenant(),
                        acrossRuns ? occasion.flow() : occasion.run(),
                        occasion.node(),
                        List.copyOf(keys(hashes)),
                        clock.instant()),
                out);
    }

    @Override
    public void processWhole(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
        if (acrossRuns) {
            process(occasion, sql, page, out);
            return;
        }
        List<UUID> hashes = page.stream().map(this::key).toList();
        sort(page, hashes, keys(hashes), out);
    }

    private static Set<UUID> keys(List<UUID> hashes) {
        Set<UUID> keys = new LinkedHashSet<>(hashes);
        keys.remove(NO_KEY);
        return keys;
    }

    /** @param fresh the keys that were not seen before; each lets one record pass */
    private void sort(List<FlowRecord> page, List<UUID> hashes, Set<UUID> fresh, Node.Outlet out) {
        for (int i = 0; i < page.size(); i++) {
            FlowRecord record = page.get(i);
            UUID hash = hashes.get(i);
            if (hash.equals(NO_KEY)) {
                if (dropEmpty) {
                    out.drop(record, "it has no " + String.join(", ", by));
                } else {
                    out.pass("out", record);
                }
            } else if (fresh.remove(hash)) {
                out.pass("out", record);
            } else {
                out.drop(record, "a duplicate by " + String.join(", ", by));
            }
        }
    }

    private static final UUID NO_KEY = new UUID(0, 0);

    private UUID key(FlowRecord record) {
        List<@Nullable Object> values = new ArrayList<>(by.size());
        boolean empty = true;
        for (String field : by) {
            Object value = record.get(field);
            if (value instanceof String text) {
                String stripped = text.strip();
                value = stripped.isEmpty() ? null : ignoreCase ? stripped.toLowerCase(Locale.ROOT) : stripped;
            }
            empty &= value == null;
            values.add(value);
        }
        return empty ? NO_KEY : hash(values);
    }

    /** The same for equal values alone, as far as 122 bits go. */
    static UUID hash(List<? extends @Nullable Object> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            String word = value == null ? "" : value.toString();
            text.append(value == null ? '-' : kind(value))
                    .append(word.length())
                    .append(':')
                    .append(word);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static char kind(Object value) {
        return value instanceof Number ? 'n' : value instanceof Boolean ? 'b' : 't';
    }

    /** Remembers these and tells which were not seen before. */
    static Set<UUID> remember(
            DSLContext sql, TenantId tenant, UUID scope, String node, List<UUID> hashes, Instant now) {
        if (hashes.isEmpty()) {
            return new HashSet<>();
        }
        return new HashSet<>(sql.fetch(
                        "INSERT INTO flows.seen (tenant_id, scope, node, hash, at)"
                                + " SELECT {0}, {1}, {2}, h, {3} FROM unnest({4}) h ON CONFLICT DO NOTHING RETURNING hash",
                        DSL.val(tenant.value()),
                        DSL.val(scope),
                        DSL.val(node),
                        DSL.val(now.truncatedTo(ChronoUnit.MICROS), SEEN.AT),
                        DSL.val(hashes.toArray(UUID[]::new)))
                .getValues(0, UUID.class));
    }

    /** Forgets some of what a run has seen; @return how many */
    static int forget(DSLContext sql, TenantId tenant, UUID run, int most) {
        return sql.execute(
                // by place alone: any other condition is taken for the way to the rows, and each row then searched in
                // the whole list
                "DELETE FROM flows.seen WHERE ctid = ANY (ARRAY("
                        + "SELECT ctid FROM flows.seen WHERE tenant_id = ? AND scope = ? LIMIT ?))",
                tenant.value(),
                run,
                most);
    }
}
