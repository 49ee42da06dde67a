package io.salessync.ordersync.board;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.board.DueRows.Due;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The sync: for some customers at a time, groups and items, then lines as subitems, then statuses. */
@Component
final class SyncKind implements RunKind {
    static final String NAME = "ordersync.sync";
    private static final int LOADS_WHILE_RUNNING = 20;
    private static final int ROWS_AT_ONCE = 2_000;

    private final Destinations destinations;
    private final Database database;
    private final Opening opening;
    private final Recovering recovering;
    private final Allotting allotting;
    private final Reopening reopening;
    private final DueRows rows;
    private final Drafting drafting;
    private final Statuses statuses;
    private final Writing writing;
    private final BoardConnector connector;
    private final RunResults results;
    private final SyncRuns runs;
    private final Live live;
    private final BoardSettings settings;
    private final InstantSource clock;

    SyncKind(
            Destinations destinations,
            Database database,
            Opening opening,
            Recovering recovering,
            Allotting allotting,
            Reopening reopening,
            DueRows rows,
            Drafting drafting,
            Statuses statuses,
            Writing writing,
            BoardConnector connector,
            RunResults results,
            SyncRuns runs,
            Live live,
            BoardSettings settings,
            InstantSource clock) {
        this.destinations = destinations;
        this.database = database;
        this.opening = opening;
        this.recovering = recovering;
        this.allotting = allotting;
        this.reopening = reopening;
        this.rows = rows;
        this.drafting = drafting;
        this.statuses = statuses;
        this.writing = writing;
        this.connector = connector;
        this.results = results;
        this.runs = runs;
        this.live = live;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        Destination target = destinations.of(run.tenant(), destinations.syncIn(run.input()));
        database.runInTenant(run.tenant(), sql -> runs.note(sql, run.tenant(), target.syncId(), run.id(), NAME));
        try {
            sync(new Execution(run, target));
        } catch (SyncStopped stopped) {
            return RunOutcome.failed(
                    stopped.getMessage() + ". Nothing is lost: what was not sent waits, and the next run goes on");
        }
        return outcome(run, target);
    }

    /** Everything that is due, to the boards. */
    void sync(Execution x) {
        opening.open(x);
        recovering.recover(x);
        x.run.<@Nullable Void>inTransaction(sql -> {
            rows.release(sql, x.target, settings.maximumAttempts(), clock.instant());
            for (RowKind kind : RowKind.values()) {
                reopening.reopen(sql, x.target, kind, rows.orphans(sql, x.target, kind));
            }
            allotting.allot(sql, x.target);
            live.changed(sql, x.target.tenant(), "ordersync", x.target.syncId().toString());
            return null;
        });
        for (int load = 0; load < LOADS_WHILE_RUNNING && round(x); load++) {
            x.run.<@Nullable Void>inTransaction(sql -> {
                allotting.allot(sql, x.target);
                return null;
            });
        }
        owedStatuses(x);
    }

    /** One round over all groups with due rows; false where there were none. */
    private boolean round(Execution x) {
        List<Due> due = database.inTenant(x.target.tenant(), sql -> rows.groups(sql, x.target));
        x.total("groups and items", due.stream().mapToLong(Due::orders).sum());
        x.total("lines", due.stream().mapToLong(Due::lines).sum());
        x.step("groups and items");
        x.progress();
        for (List<String> chunk : chunks(due)) {
            customers(x, chunk);
        }
        return !due.isEmpty();
    }

    private void customers(Execution x, List<String> groups) {
        pass(x, "groups and items", () -> writing.step(x, sql -> drafting.orders(sql, x, groups)));
        pass(x, "lines", () -> writing.step(x, sql -> drafting.lines(sql, x, groups)));
        pass(x, "statuses", () -> writing.step(x, sql -> statuses.draft(sql, x, groups)));
    }

    /** Statuses that an execution which was stopped owed, and those of orders whose lines were settled since. */
    private void owedStatuses(Execution x) {
        pass(x, "statuses", () -> writing.step(x, sql -> statuses.draft(sql, x, null)));
    }

    private void pass(Execution x, String step, java.util.function.BooleanSupplier work) {
        x.step(step);
        boolean more = true;
        while (more) {
            more = work.getAsBoolean();
            more |= readAsked(x) | x.people.ask(connector, x);
            x.progress();
        }
    }

    /** Reads items whose columns may have been changed by people before anything is written over them. */
    private boolean readAsked(Execution x) {
        if (x.toRead.isEmpty()) {
            return false;
        }
        List<String> asked = new ArrayList<>(x.toRead);
        x.toRead.clear();
        for (int from = 0; from < asked.size(); from += 100) {
            List<String> some = asked.subList(from, Math.min(asked.size(), from + 100));
            Map<String, BoardItem> items = connector.items(x.target.connection(), x.target.firstRef(), some, x.run);
            some.forEach(id -> {
                BoardItem item = items.get(id);
                x.seen.put(id, item == null ? Map.of() : item.values());
            });
        }
        return true;
    }

    private static List<List<String>> chunks(List<Due> due) {
        List<List<String>> chunks = new ArrayList<>();
        List<String> chunk = new ArrayList<>();
        int rows = 0;
        for (Due group : due) {
            chunk.add(group.group());
            rows += group.orders() + group.lines();
            if (rows >= ROWS_AT_ONCE) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                rows = 0;
            }
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    RunOutcome outcome(ActiveRun run, Destination target) {
        RunResult result = results.of(target.tenant(), target.syncId(), run.id());
        return result.failed() + result.blocked() + result.unknown() > 0
                ? RunOutcome.partlyFailed(result.sentence())
                : RunOutcome.succeeded(result.sentence());
    }
}
