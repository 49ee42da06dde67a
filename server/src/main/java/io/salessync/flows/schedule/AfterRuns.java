package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.runs.RunsEnded;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSync;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hears that a run ended and makes the flows due that come after it. Only a row is written in the transaction of that end, so
 * that nothing of the flow that follows can keep a run from ending.
 */
@Component
final class AfterRuns {
    static final String FLOW_RUN = "flows.run";
    private static final String SYNC_RUN = "ordersync.sync";
    private static final Logger log = LoggerFactory.getLogger(AfterRuns.class);
    /** Flows that start each other in a circle end after so many. */
    private static final int LONGEST_CHAIN = 20;

    private final Database database;
    private final ObjectProvider<FlowVersions> flows;
    private final OrderSync orderSync;
    private final Runs runs;
    private final Firing firing;
    private final Ticker ticker;
    private final JsonMapper json;

    AfterRuns(
            Database database,
            ObjectProvider<FlowVersions> flows,
            OrderSync orderSync,
            Runs runs,
            Firing firing,
            Ticker ticker,
            JsonMapper json) {
        this.database = database;
        this.flows = flows;
        this.orderSync = orderSync;
        this.runs = runs;
        this.firing = firing;
        this.ticker = ticker;
        this.json = json;
    }

    @EventListener
    void onRunEnded(RunEnded ended) {
        follow(ended.tenant(), ended.kind(), List.of(ended));
    }

    @EventListener
    void onRunsEnded(RunsEnded ended) {
        follow(ended.tenant(), ended.kind(), ended.runs());
    }

    private void follow(TenantId tenant, String kind, List<RunEnded> runsEnded) {
        if (!kind.equals(FLOW_RUN) && !kind.equals(SYNC_RUN)) {
            return;
        }
        database.runInTenant(tenant, sql -> {
            List<TriggerRecord> after = sql.selectFrom(TRIGGER)
                    .where(TRIGGER.TENANT_ID.eq(tenant.value()))
                    .and(TRIGGER.TYPE.eq(AfterTrigger.NAME))
                    .and(TRIGGER.ENABLED)
                    .fetch();
            for (TriggerRecord trigger : after) {
                JsonNode settings = json.readTree(trigger.getSettings().data());
                for (RunEnded ended : runsEnded) {
                    if (ended.subject() != null
                            && AfterTrigger.states(settings).contains(ended.state())
                            && isAbout(settings, tenant, kind, ended.subject())) {
                        makeDue(sql, trigger, ended);
                        ticker.wakeAfterCommit();
                    }
                }
            }
        });
    }

    private boolean isAbout(JsonNode settings, TenantId tenant, String kind, UUID subject) {
        String flow = settings.path("flow").asString("");
        String sync = settings.path("sync").asString("");
        if (kind.equals(FLOW_RUN)) {
            FlowVersions versions = flows.getIfAvailable();
            return !flow.isBlank()
                    && versions != null
                    && versions.named(tenant, flow).filter(subject::equals).isPresent();
        }
        return !sync.isBlank()
                && orderSync
                        .nameOf(tenant, subject)
                        .filter(name -> name.equals(sync) || name.startsWith(sync + "/"))
                        .isPresent();
    }

    private void makeDue(DSLContext sql, TriggerRecord trigger, RunEnded ended) {
        int chain = chain(ended) + 1;
        Instant now = firing.now();
        boolean tooLong = chain > LONGEST_CHAIN;
        if (tooLong) {
            log.warn("Flow {} is not started: flows start each other in a circle", trigger.getFlowName());
        }
        ObjectNode payload = json.createObjectNode();
        payload.putObject("after")
                .put("run", ended.run().toString())
                .put("state", ended.state().name())
                .put("done", ended.done())
                .put("failed", ended.failed())
                .put("chain", chain);
        int added = 0;
        // two runs may end in one microsecond
        for (Instant due = now; added == 0; due = due.plusNanos(1_000)) {
            added = sql.insertInto(DUE)
                    .set(DUE.TENANT_ID, trigger.getTenantId())
                    .set(DUE.FLOW_ID, trigger.getFlowId())
                    .set(DUE.TRIGGER_ID, trigger.getTriggerId())
                    .set(DUE.DUE_, due)
                    .set(DUE.STARTS_AT, now)
                    .set(DUE.STATE, tooLong ? "SKIPPED" : "PLANNED")
                    .set(
                            DUE.WHY,
                            tooLong
                                    ? "Flows start each other in a circle; the %dth is not started.".formatted(chain)
                                    : null)
                    .set(DUE.SETTLED_AT, tooLong ? now : null)
                    .set(DUE.PAYLOAD, JSON.json(payload.toString()))
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /** How many flows have started each other up to the run that ended. */
    private int chain(RunEnded ended) {
        return runs.find(ended.tenant(), ended.run())
                .map(Run::input)
                .map(input -> json.readTree(input)
                        .path("payload")
                        .path("after")
                        .path("chain")
                        .asInt(0))
                .orElse(0);
    }
}
