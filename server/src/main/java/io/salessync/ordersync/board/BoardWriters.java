package io.salessync.ordersync.board;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Tenants;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * One writer per board, on the whole installation: a board is known by its vendor, the place the vendor answers at and its id,
 * whoever's connection leads there. A run takes all boards of its mapping before it writes to the first, or none; it has them
 * until it is over, asleep, paused or killed as well, since what it has begun is only safe from others that long.
 */
@Component
final class BoardWriters {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Runs runs;
    private final Tenants tenants;
    private final InstantSource clock;

    BoardWriters(Runs runs, Tenants tenants, InstantSource clock) {
        this.runs = runs;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * Whether the run has to show first that it can see its boards: a tenant holds up nobody with a board that is another's. Not
     * so where there is one tenant, or where it has them already.
     */
    boolean needsProof(Execution x) {
        return tenants.all().size() > 1
                && x.run.<Integer>inTransaction(sql -> sql.fetchSingle(
                                        "SELECT count(*) FROM ordersync.board_writer WHERE tenant_id = ? AND run_id = ?",
                                        x.target.tenant().value(),
                                        x.run.id().value())
                                .get(0, Integer.class))
                        == 0;
    }

    /** Waits for who has one of the boards; takes none yet, and asks the vendor nothing meanwhile. */
    void await(Execution x) {
        take(x, false);
    }

    void take(Execution x) {
        take(x, true);
    }

    private void take(Execution x, boolean claim) {
        String other = x.run.<@Nullable String>inTransaction(sql -> taken(sql, x, claim));
        if (other != null) {
            throw x.run.sleepUntil(clock.instant().plus(LOOK_AGAIN), other);
        }
    }

    /** Null where the boards are this run's now, or could be; else what it waits for. */
    private @Nullable String taken(DSLContext sql, Execution x, boolean claim) {
        String vendor = x.target.connection().vendor();
        String place = place(x.target.connection().endpoint());
        // in one order for all, so that nobody waits for somebody who waits for him
        List<String> boards = x.target.boards().stream().distinct().sorted().toList();
        for (String board : boards) {
            boolean others = sql.fetchSingle("SELECT ordersync.others_write(?, ?, ?)", vendor, place, board)
                    .get(0, Boolean.class);
            String holder = others
                    // nobody learns here of other tenants
                    ? "another sync, which writes to board " + board + " now"
                    : ownHolder(sql, x, vendor, place, board);
            if (holder != null) {
                release(sql, x);
                return holder;
            }
            if (!claim) {
                continue;
            }
            sql.execute(
                    "INSERT INTO ordersync.board_writer (tenant_id, vendor, place, board_id, run_id, at) VALUES (?, ?, ?, ?, ?, ?::timestamptz)"
                            + " ON CONFLICT (tenant_id, vendor, place, board_id) DO UPDATE SET run_id = excluded.run_id, at = excluded.at",
                    x.target.tenant().value(),
                    vendor,
                    place,
                    board,
                    x.run.id().value(),
                    clock.instant().toString());
        }
        return null;
    }

    /** Another run of the tenant that has the board; the question before this one made sure that nobody takes it meanwhile. */
    private @Nullable String ownHolder(DSLContext sql, Execution x, String vendor, String place, String board) {
        UUID holder = sql
                .fetch(
                        "SELECT run_id FROM ordersync.board_writer WHERE tenant_id = ? AND vendor = ? AND place = ? AND board_id = ?",
                        x.target.tenant().value(),
                        vendor,
                        place,
                        board)
                .getValues(0, UUID.class)
                .stream()
                .findFirst()
                .orElse(null);
        Run run = holder == null || holder.equals(x.run.id().value())
                ? null
                : runs.find(x.target.tenant(), new RunId(holder)).orElse(null);
        return run == null || run.state().isFinal() ? null : "“" + run.title() + "”, which writes to board " + board;
    }

    /** The vendor's address without what may be written one way or the other. */
    static String place(URI endpoint) {
        URI plain = endpoint.normalize();
        String host = plain.getHost() == null ? "" : plain.getHost().toLowerCase(Locale.ROOT);
        int port = plain.getPort() >= 0 ? plain.getPort() : "http".equalsIgnoreCase(plain.getScheme()) ? 80 : 443;
        String path = plain.getPath() == null ? "" : plain.getPath();
        return host + ":" + port + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static void release(DSLContext sql, Execution x) {
        sql.execute(
                "DELETE FROM ordersync.board_writer WHERE tenant_id = ? AND run_id = ?",
                x.target.tenant().value(),
                x.run.id().value());
    }
}
