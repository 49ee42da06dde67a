package io.salessync.pulls;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** A pull as a run of its own. */
@Component
final class PullRun implements RunKind {
    static final String NAME = "pulls.pull";

    private final Database database;
    private final PullRows rows;
    private final Pulling pulling;

    PullRun(Database database, PullRows rows, Pulling pulling) {
        this.database = database;
        this.rows = rows;
        this.pulling = pulling;
    }

    @Override
    public String name() {
        return NAME;
    }

    static String input(UUID pull, boolean full, boolean reconcile) {
        return PullRows.JSON
                .createObjectNode()
                .put("pull", pull.toString())
                .put("full", full)
                .put("reconcile", reconcile)
                .toString();
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        JsonNode input = PullRows.JSON.readTree(run.input());
        UUID id = UUID.fromString(input.path("pull").asString(""));
        Pull pull = database.inTenant(
                run.tenant(), sql -> rows.find(sql, run.tenant(), id).orElse(null));
        if (pull == null) {
            return RunOutcome.failed("The pull is gone.");
        }
        Pulling.Work work = Pulling.Work.of(run);
        try {
            Execution at = input.path("reconcile").asBoolean(false)
                    ? opened(run, pull, work)
                    : pulling.resume(work, pull, input.path("full").asBoolean(false));
            while (!at.isOver()) {
                run.checkpoint();
                run.progress(step(at), at.received(), at.rejected(), null, null);
                at = pulling.step(work, at);
            }
            return ended(work, at);
        } catch (Problem problem) {
            return RunOutcome.failed(problem.detail());
        }
    }

    private Execution opened(ActiveRun run, Pull pull, Pulling.Work work) {
        return database.inTenant(
                        run.tenant(),
                        sql -> rows.open(sql, run.tenant(), pull.id(), run.id().value()))
                .orElseGet(() -> pulling.beginReconcile(work, pull));
    }

    private static String step(Execution at) {
        return switch (at.phase()) {
            case ROWS -> at.api() == Execution.Api.BULK ? "rows in bulk" : "rows";
            case DELETES -> "deletions";
            case SEAL -> at.kind() == Execution.Kind.RECONCILE ? "comparison" : "seal";
            case DONE, BROKEN -> "end";
        };
    }

    private RunOutcome ended(Pulling.Work work, Execution at) {
        String why = at.why();
        if (!at.sealed()) {
            return RunOutcome.failed("Not complete: " + why + ".");
        }
        if (at.kind() == Execution.Kind.RECONCILE) {
            return RunOutcome.succeeded(why + ".");
        }
        pulling.accept(work, at);
        String said = "Sealed: %,d rows counted, %,d landed%s%s"
                .formatted(
                        at.counted(),
                        at.landed(),
                        at.rejected() == 0 ? "" : ", %,d refused".formatted(at.rejected()),
                        why == null ? "." : ". " + why + ".");
        return at.rejected() == 0 ? RunOutcome.succeeded(said) : RunOutcome.partlyFailed(said);
    }
}
