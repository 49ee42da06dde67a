package io.salessync.flows.schedule;

import io.salessync.alerts.Alerts;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.TriggerSpec;
import io.salessync.kernel.problems.HttpProblem;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands in for the engine, the flows' versions and the alerts: runs are real and never executed. */
@TestConfiguration(proxyBeanMethods = false)
class FakeFlows {
    static final String KIND = "flows.faked";

    @Bean
    @Primary
    Starter fakeStarter(ObjectProvider<Runs> runs) {
        return new Starter(runs);
    }

    @Bean
    @Primary
    Raised fakeAlerts() {
        return new Raised();
    }

    @Bean
    @Primary
    Named fakeVersions() {
        return new Named();
    }

    @Bean
    RunKind fakeKind() {
        return new RunKind() {
            @Override
            public String name() {
                return KIND;
            }

            @Override
            public RunOutcome execute(ActiveRun run) {
                return RunOutcome.succeeded("done");
            }
        };
    }

    static FlowDefinition flow(String name, TriggerSpec... triggers) {
        return new FlowDefinition(
                name, "Flow " + name, null, List.of(triggers), List.of(), List.of(), FlowSettings.DEFAULT);
    }

    static TriggerSpec trigger(String type, String settings) {
        return new TriggerSpec(
                "t1", type, true, (ObjectNode) JsonMapper.shared().readTree(settings.replace('\'', '"')));
    }

    static final class Starter implements FlowStarter {
        private final ObjectProvider<Runs> runs;
        private final List<Start> starts = new CopyOnWriteArrayList<>();
        private final Set<UUID> broken = ConcurrentHashMap.newKeySet();

        Starter(ObjectProvider<Runs> runs) {
            this.runs = runs;
        }

        @Override
        public RunId start(DSLContext sql, TenantId tenant, Start start) {
            if (broken.contains(start.flow())) {
                // spoils the transaction too
                sql.execute(
                        "SELECT 1 FROM flows.due WHERE due = ?::timestamptz",
                        start.due().toString());
                throw Problem.of(HttpProblem.REFUSED, "The flow has no published version.");
            }
            starts.add(start);
            return runs.getObject()
                    .queue(new RunRequest(
                            tenant, KIND, "a flow", start.flow(), "{\"payload\":" + start.payload() + "}", null, null));
        }

        @Override
        public List<RunId> active(DSLContext sql, TenantId tenant, UUID flow) {
            return sql.fetch(
                            "SELECT run_id FROM kernel.run WHERE tenant_id = ? AND subject = ? AND finished_at IS NULL ORDER BY position",
                            tenant.value(),
                            flow)
                    .map(row -> new RunId(row.get(0, UUID.class)));
        }

        List<Start> of(UUID flow) {
            return starts.stream().filter(start -> start.flow().equals(flow)).toList();
        }

        void breakFor(UUID flow) {
            broken.add(flow);
        }
    }

    static final class Raised implements Alerts {
        final List<Notice> raised = new CopyOnWriteArrayList<>();
        final List<String> recovered = new CopyOnWriteArrayList<>();

        @Override
        public void raise(DSLContext sql, TenantId tenant, Notice notice) {
            raised.add(notice);
        }

        @Override
        public void recovered(DSLContext sql, TenantId tenant, String rule, String group, String detail) {
            recovered.add(rule + " " + group);
        }
    }

    static final class Named implements FlowVersions {
        final Map<String, UUID> names = new ConcurrentHashMap<>();

        @Override
        public Optional<Version> published(TenantId tenant, UUID flow) {
            return Optional.empty();
        }

        @Override
        public Optional<Version> version(TenantId tenant, UUID flow, int number) {
            return Optional.empty();
        }

        @Override
        public Optional<UUID> named(TenantId tenant, String name) {
            return Optional.ofNullable(names.get(name));
        }
    }
}
