package io.salessync.ordersync.board;

import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads the boards back and lists where they differ from the source; heals on demand by the same way as the sync. */
@Component
final class VerifyKind implements RunKind {
    static final String NAME = "ordersync.verify";

    private final Destinations destinations;
    private final Database database;
    private final Opening opening;
    private final Recovering recovering;
    private final ReadingBack readingBack;
    private final SyncKind sync;
    private final Writing writing;
    private final SyncRuns runs;

    VerifyKind(
            Destinations destinations,
            Database database,
            Opening opening,
            Recovering recovering,
            ReadingBack readingBack,
            SyncKind sync,
            Writing writing,
            SyncRuns runs) {
        this.destinations = destinations;
        this.database = database;
        this.opening = opening;
        this.recovering = recovering;
        this.readingBack = readingBack;
        this.sync = sync;
        this.writing = writing;
        this.runs = runs;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        Destinations.Input input = destinations.input(run.input());
        boolean heal = Boolean.TRUE.equals(input.heal());
        Destination target = destinations.of(run.tenant(), input.sync());
        database.runInTenant(run.tenant(), sql -> runs.note(sql, run.tenant(), target.syncId(), run.id(), NAME));
        Execution x = new Execution(run, target);
        try {
            opening.open(x);
            recovering.recover(x);
            ReadingBack.Findings findings = readingBack.read(x, heal);
            if (!heal || findings.counts().isEmpty()) {
                return outcome(findings, false);
            }
            writing.all(x, Batch.Pass.HEAL, findings.strays());
            Execution healing = new Execution(run, target);
            sync.sync(healing);
            return outcome(findings, true);
        } catch (SyncStopped stopped) {
            return RunOutcome.failed(stopped.getMessage() + ". Nothing is lost; verify again later");
        }
    }

    private static RunOutcome outcome(ReadingBack.Findings findings, boolean healed) {
        Map<Drift.Kind, Integer> counts = new EnumMap<>(Drift.Kind.class);
        counts.putAll(findings.counts());
        if (counts.isEmpty()) {
            return RunOutcome.succeeded("The boards hold what the source says: " + findings.items() + " items and "
                    + findings.subitems() + " subitems compared");
        }
        String sentence = counts.entrySet().stream()
                        .map(entry ->
                                entry.getValue() + " " + entry.getKey().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + " among " + findings.items() + " items and " + findings.subitems() + " subitems"
                + (healed ? "; healed" : "");
        boolean onlyAdopted = counts.keySet().stream().allMatch(kind -> kind == Drift.Kind.ADOPTED);
        return healed || onlyAdopted
                ? RunOutcome.succeeded(sentence)
                : RunOutcome.partlyFailed(sentence + "; nothing was changed");
    }
}
