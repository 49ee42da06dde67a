package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** The nodes that work on runs, as rows: there are as many places for runs as they have threads. */
@Component
final class RunNodes {
    private final Database database;
    private final NodeName node;
    private final InstantSource clock;
    private final RunSettings settings;

    RunNodes(Database database, NodeName node, InstantSource clock, RunSettings settings) {
        this.database = database;
        this.node = node;
        this.clock = clock;
        this.settings = settings;
    }

    /** This node is here, at least as long as its leases. */
    void beat() {
        Instant now = clock.instant();
        database.apart(sql -> {
            sql.execute(
                    "DELETE FROM scheduler.node WHERE alive_until < ?", Timestamp.from(now.minus(settings.lease())));
            return sql.execute(
                    "INSERT INTO scheduler.node (name, threads, alive_until) VALUES (?, ?, ?) ON CONFLICT (name)"
                            + " DO UPDATE SET threads = excluded.threads, alive_until = excluded.alive_until",
                    node.name(),
                    settings.threads(),
                    Timestamp.from(now.plus(settings.lease())));
        });
    }

    /** This node works no more. */
    void leave() {
        database.apart(sql -> sql.execute("DELETE FROM scheduler.node WHERE name = ?", node.name()));
    }

    /** Whether any node works on runs. */
    boolean any() {
        return database.apart(sql -> sql.fetchOne(
                        "SELECT 1 FROM scheduler.node WHERE alive_until > ? LIMIT 1", Timestamp.from(clock.instant()))
                != null);
    }
}
