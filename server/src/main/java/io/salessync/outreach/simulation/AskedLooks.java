package io.salessync.outreach.simulation;

import io.salessync.connectors.calls.Pause;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.detection.Scans;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at accounts now and tells what came of it, for the command line; each look has the limits of every look. */
@Component
class AskedLooks {
    /** A server beside the command may make the look; it holds an account no longer than this. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private static final String MADE = """
            SELECT kind, stop, pages, items, fresh, matched, complete, detail FROM outreach.scan
            WHERE tenant_id = ? AND sender_id = ? AND started_at >= ?::timestamptz ORDER BY started_at, scan_id
            """;

    private static final String WAITING = """
            SELECT EXISTS (SELECT FROM outreach.watch WHERE tenant_id = ? AND sender_id = ANY (?::uuid[])
                             AND (wanted_at <= ?::timestamptz OR held_until > ?::timestamptz))
            """;

    private final Database database;
    private final Senders senders;
    private final Scans scans;
    private final Audit audit;
    private final Pause pause;
    private final InstantSource clock;

    AskedLooks(Database database, Senders senders, Scans scans, Audit audit, Pause pause, InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.scans = scans;
        this.audit = audit;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * A look, or why there was none.
     *
     * @param kind of the look
     * @param stop why it ended; null: it was cut off
     * @param items what was read
     * @param fresh of these: not known before
     * @param matched leads that moved
     * @param complete whether the whole list was read
     */
    record Look(
            String kind,
            @Nullable String stop,
            int pages,
            int items,
            int fresh,
            int matched,
            boolean complete,
            @Nullable String detail) {}

    /**
     * What a look at an account told.
     *
     * @param asked whether there is a service that can be asked
     * @param why none was made; null: looks were
     */
    record Told(
            UUID sender,
            String name,
            boolean asked,
            List<Look> looks,
            @Nullable String why) {}

    /**
     * Looks at one account or all of them, and waits until it is done.
     *
     * @param name of the account, or its id; null: all
     * @throws Problem where no account has that name
     */
    List<Told> look(TenantId tenant, @Nullable String name, String who) {
        List<Sender> chosen = database.inTenant(tenant, sql -> chosen(sql, tenant, name));
        List<Sender> seen =
                chosen.stream().filter(one -> one.connection() != null).toList();
        Instant began = clock.instant();
        database.runInTenant(tenant, sql -> {
            for (Sender sender : seen) {
                scans.want(sql, tenant, sender.id(), who);
                audit.record(
                        sql, tenant, who, "outreach.scan-asked", sender.id().toString(), Map.of());
            }
        });
        boolean over = seen.isEmpty();
        while (!over && !Thread.currentThread().isInterrupted()) {
            scans.step(tenant);
            over = !waits(tenant, seen) || clock.instant().isAfter(began.plus(LONGEST));
            if (!over) {
                pause.of(BETWEEN);
            }
        }
        return database.inTenant(
                tenant,
                sql -> chosen.stream()
                        .map(sender -> told(sql, tenant, sender, began))
                        .toList());
    }

    private List<Sender> chosen(DSLContext sql, TenantId tenant, @Nullable String name) {
        List<Sender> all = senders.all(sql, tenant);
        if (name == null) {
            return all;
        }
        List<Sender> named = all.stream()
                .filter(one -> one.name().equalsIgnoreCase(name.strip())
                        || one.account().equals(name.strip())
                        || one.id().toString().equals(name.strip()))
                .toList();
        if (named.isEmpty()) {
            throw Problem.of(
                            OutreachProblem.UNKNOWN_SENDER,
                            "There is no sender '%s'. There are: %s."
                                    .formatted(
                                            name,
                                            all.isEmpty()
                                                    ? "none"
                                                    : all.stream()
                                                            .map(Sender::name)
                                                            .distinct()
                                                            .collect(Collectors.joining(", "))))
                    .with("sender", name);
        }
        return named;
    }

    private boolean waits(TenantId tenant, List<Sender> seen) {
        String now = clock.instant().toString();
        UUID[] ids = seen.stream().map(Sender::id).toArray(UUID[]::new);
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(WAITING, tenant.value(), ids, now, now).get(0, Boolean.class));
    }

    private static Told told(DSLContext sql, TenantId tenant, Sender sender, Instant began) {
        if (sender.connection() == null) {
            return new Told(
                    sender.id(),
                    sender.name(),
                    false,
                    List.of(),
                    "It sends through the own mail server; what comes in there is read by itself.");
        }
        List<Look> looks = sql.fetch(MADE, tenant.value(), sender.id(), began.toString())
                .map(row -> new Look(
                        row.get("kind", String.class),
                        row.get("stop", String.class),
                        row.get("pages", Integer.class),
                        row.get("items", Integer.class),
                        row.get("fresh", Integer.class),
                        row.get("matched", Integer.class),
                        row.get("complete", Boolean.class),
                        row.get("detail", String.class)));
        return new Told(
                sender.id(),
                sender.name(),
                true,
                looks,
                looks.isEmpty() ? "Nothing was looked at: the account could not be asked how it is." : null);
    }
}
