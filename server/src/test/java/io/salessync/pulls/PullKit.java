package io.salessync.pulls;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.SandboxProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pulls from the sandbox, and its truth to hold them against. */
@TestComponent
public final class PullKit {
    static final JsonMapper JSON = JsonMapper.shared();
    static final Map<String, String> SETTINGS =
            Map.of("clientId", "sandbox-consumer-key", "clientSecret", "sandbox-consumer-secret");

    private final Connections connections;
    private final TenantKit tenants;
    private final Database database;
    private final PullRows rows;
    private final Landing landing;
    private final Pulling pulling;
    private final MovableClock clock;

    PullKit(
            Connections connections,
            TenantKit tenants,
            Database database,
            PullRows rows,
            Landing landing,
            Pulling pulling,
            MovableClock clock) {
        this.connections = connections;
        this.tenants = tenants;
        this.database = database;
        this.rows = rows;
        this.landing = landing;
        this.pulling = pulling;
        this.clock = clock;
    }

    /** A tenant with a connection to the sandbox, and its clock. */
    record Org(SandboxProcess sandbox, TenantId tenant, Connection connection) {}

    Org org(SandboxProcess sandbox) {
        TenantId tenant = tenants.fresh().id();
        Connection connection =
                connections.ensure(tenant, "salesforce", "Salesforce", sandbox.salesforce(), SETTINGS, false);
        Org org = new Org(sandbox, tenant, connection);
        settle(org);
        return org;
    }

    /** A minute passes at both, so that what was written is settled. */
    void settle(Org org) {
        org.sandbox().send("PUT", "/_sandbox/clock", "{\"advance\":\"PT62S\"}");
        clock.set(Instant.parse(org.sandbox()
                        .send("GET", "/_sandbox/clock", null)
                        .path("stamp")
                        .asString())
                .truncatedTo(ChronoUnit.MICROS));
    }

    Pull pull(Org org, String query, Pull.Mode mode) {
        return database.inTenant(
                org.tenant(),
                sql -> rows.make(
                        sql,
                        org.tenant(),
                        "p-" + UUID.randomUUID(),
                        false,
                        org.connection().id().value(),
                        (ObjectNode) JSON.readTree(query),
                        mode,
                        0,
                        "test"));
    }

    Pull change(Org org, Pull pull, String query) {
        return database.inTenant(
                org.tenant(),
                sql -> rows.change(
                        sql,
                        org.tenant(),
                        pull,
                        pull.name(),
                        pull.connection(),
                        (ObjectNode) JSON.readTree(query),
                        pull.mode(),
                        pull.overlap()));
    }

    Pull fresh(Org org, Pull pull) {
        return database.inTenant(org.tenant(), sql -> rows.present(sql, org.tenant(), pull.id()));
    }

    Pulling.Work work(Org org) {
        return Pulling.Work.of(org.tenant(), UUID.randomUUID());
    }

    /** Fetches to the end; every step could be the first of another process. */
    Execution run(Org org, Pull pull) {
        Pulling.Work work = work(org);
        return on(org, work, pulling.begin(work, fresh(org, pull), false));
    }

    Execution on(Org org, Pulling.Work work, Execution begun) {
        Execution at = begun;
        for (int steps = 0; !at.isOver(); steps++) {
            if (steps > 500) {
                throw new IllegalStateException("It does not end: " + at);
            }
            pulling.step(work, at);
            UUID id = at.id();
            at = database.inTenant(org.tenant(), sql -> rows.execution(sql, org.tenant(), id));
        }
        if (at.sealed() && at.kind() != Execution.Kind.RECONCILE) {
            pulling.accept(work, at);
        }
        return at;
    }

    Execution compare(Org org, Pull pull) {
        Pulling.Work work = work(org);
        return on(org, work, pulling.beginReconcile(work, fresh(org, pull)));
    }

    /** Ids with time of change and title, as the sandbox has them. */
    Map<String, String> truth(Org org, String object) {
        Map<String, String> truth = new TreeMap<>();
        for (JsonNode row : org.sandbox()
                .send("GET", "/_sandbox/state/salesforce?object=" + object + "&fields=LastName,Title", null)
                .path("rows")) {
            truth.put(
                    row.path("Id").asString(),
                    row.path("SystemModstamp").asString().substring(0, 19) + " "
                            + row.path("LastName").asString(null) + " "
                            + row.path("Title").asString(null));
        }
        return truth;
    }

    Map<String, String> landed(Org org, Pull pull, Execution last) {
        Map<String, String> landed = new TreeMap<>();
        database
                .inTenant(org.tenant(), sql -> landing.all(sql, org.tenant(), pull.id(), last.compiled(), "", 100_000))
                .stream()
                .filter(row -> !row.deleted())
                .forEach(row -> landed.put(
                        row.id(),
                        String.valueOf(row.modstamp()).substring(0, 19) + " "
                                + row.values().get("LastName") + " "
                                + row.values().get("Title")));
        return landed;
    }

    List<Landing.Landed> rows(Org org, Pull pull, Execution last) {
        return database.inTenant(
                org.tenant(), sql -> landing.all(sql, org.tenant(), pull.id(), last.compiled(), "", 100_000));
    }

    long deleted(Org org, Pull pull, Execution last) {
        return database
                .inTenant(org.tenant(), sql -> landing.all(sql, org.tenant(), pull.id(), last.compiled(), "", 100_000))
                .stream()
                .filter(Landing.Landed::deleted)
                .count();
    }

    static Duration overlap() {
        return Duration.ofSeconds(Pull.OVERLAP);
    }
}
