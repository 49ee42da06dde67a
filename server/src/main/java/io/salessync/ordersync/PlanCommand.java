package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Plan;
import io.salessync.ordersync.source.Sync;
import picocli.CommandLine.Command;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Say what a run would do, what it would cost and which rows would fail; sends nothing.",
            "Exit code 1: some rows would fail."
        })
final class PlanCommand extends BoardCommand {
    private static final int SHOWN = 20;

    PlanCommand(Program program) {
        super(program);
    }

    @Override
    boolean onlyReads() {
        return true;
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        Plan plan = bean(OrderSync.class).plan(tenant, sync.id());
        if (json()) {
            printJson(plan);
        } else {
            print(text(plan));
        }
        return plan.failingCount() == 0 ? 0 : 1;
    }

    private static String text(Plan plan) {
        StringBuilder out = new StringBuilder();
        out.append("%-36s %26s %26s".formatted("", "orders", "lines"));
        out.append("\n%-36s %8s %8s %8s %8s %8s %8s"
                .formatted("Group", "new", "changed", "removed", "new", "changed", "removed"));
        for (Plan.GroupPlan group : plan.groups()) {
            out.append("\n%-36s %8d %8d %8d %8d %8d %8d"
                    .formatted(
                            group.group() + (group.newGroup() ? " (new)" : ""),
                            group.creates() + group.continuations(),
                            group.updates(),
                            group.removes(),
                            group.lineCreates(),
                            group.lineUpdates(),
                            group.lineRemoves()));
        }
        Plan.Counts totals = plan.totals();
        out.append("\n%-36s %8d %8d %8d %8d %8d %8d"
                .formatted(
                        "Total",
                        totals.creates() + totals.continuations(),
                        totals.updates(),
                        totals.removes(),
                        totals.lineCreates(),
                        totals.lineUpdates(),
                        totals.lineRemoves()));
        out.append("\n\nAbout %,d calls, %,d complexity points (%s), %.1f minutes at least."
                .formatted(
                        plan.calls(),
                        plan.complexity(),
                        plan.costIsLearnt() ? "as learnt" : "a cautious guess",
                        plan.minutes()));
        out.append(plan.dailyCallsLeft() == null ? "" : " %,d calls are left today.".formatted(plan.dailyCallsLeft()));
        out.append(" Room for %,d more items.".formatted(plan.roomLeft()));
        plan.warnings().forEach(warning -> out.append("\nWarning: ").append(warning));
        if (plan.failingCount() > 0) {
            out.append("\n\n%,d rows would fail:".formatted(plan.failingCount()));
            plan.failing().stream()
                    .limit(SHOWN)
                    .forEach(row -> out.append("\n- ")
                            .append(row.sourceKey())
                            .append(row.lineKey() == null ? "" : " / " + row.lineKey())
                            .append(": ")
                            .append(row.message()));
        }
        return out.toString();
    }
}
