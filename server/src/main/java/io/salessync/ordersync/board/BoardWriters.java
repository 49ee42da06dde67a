package io.salessync.ordersync.board;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.Runs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * One writer per board. A run takes all boards of its mapping before it reads or writes the first, or none; it has them until it
 * is over, asleep, paused or killed as well, since what it has begun is only safe from others that long.
 */
@Component
final class BoardWriters {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Runs runs;
    private final InstantSource clock;

    BoardWriters(Runs runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    void take(Execution x) {
        String other = x.run.<@Nullable String>inTransaction(sql -> taken(sql, x));
        if (other != null) {
            throw x.run.sleepUntil(clock.instant().plus(LOOK_AGAIN), other);
        }
    }

    /** Null where the boards are this run's now; else who has one of them. */
    private @Nullable String taken(DSLContext sql, Execution x) {
        String vendor = x.target.connection().vendor();
        // in one order for all, so that nobody waits for somebody who waits for him
        List<String> boards = x.target.boards().stream().distinct().sorted().toList();
        for (String board : boards) {
            sql.execute(
                    "INSERT INTO ordersync.board_writer (tenant_id, vendor, board_id, run_id, at) VALUES (?, ?, ?, ?, ?::timestamptz)"
                            + " ON CONFLICT DO NOTHING",
                    x.target.tenant().value(),
                    vendor,
                    board,
                    x.run.id().value(),
                    clock.instant().toString());
            UUID holder = sql.fetch(
                            "SELECT run_id FROM ordersync.board_writer WHERE tenant_id = ? AND vendor = ? AND board_id = ? FOR UPDATE",
                            x.target.tenant().value(),
                            vendor,
                            board)
                    .getFirst()
                    .get(0, UUID.class);
            Run run = holder.equals(x.run.id().value())
                    ? null
                    : runs.find(x.target.tenant(), new RunId(holder)).orElse(null);
            if (run != null && !run.state().isFinal()) {
                release(sql, x, vendor);
                return "“" + run.title() + "”, which writes to board " + board;
            }
            sql.execute(
                    "UPDATE ordersync.board_writer SET run_id = ?, at = ?::timestamptz WHERE tenant_id = ? AND vendor = ? AND board_id = ?",
                    x.run.id().value(),
                    clock.instant().toString(),
                    x.target.tenant().value(),
                    vendor,
                    board);
        }
        return null;
    }

    private static void release(DSLContext sql, Execution x, String vendor) {
        sql.execute(
                "DELETE FROM ordersync.board_writer WHERE tenant_id = ? AND vendor = ? AND run_id = ?",
                x.target.tenant().value(),
                vendor,
                x.run.id().value());
    }
}
