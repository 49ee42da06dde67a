package io.salessync.ordersync.board;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Finds order syncs whose rows have been waiting to be sent for too long. */
@Component
class OldestPending implements AlertSource {
    private final Database database;
    private final InstantSource clock;

    OldestPending(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String rule() {
        return "rows-pending-too-long";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        Instant before = clock.instant().minus(Duration.ofMinutes(settings.getOrDefault("minutes", 60)));
        return database.inTenant(tenant, sql -> {
            List<Finding> found = new ArrayList<>();
            sql.fetch(
                            "SELECT sync_id, name || ' (' || environment || ')' FROM ordersync.sync WHERE tenant_id = ?",
                            tenant.value())
                    .forEach(sync -> {
                        for (RowKind kind : RowKind.values()) {
                            look(sql, tenant, sync.get(0, UUID.class), sync.get(1, String.class), kind, before, found);
                        }
                    });
            return found;
        });
    }

    private static void look(
            DSLContext sql,
            TenantId tenant,
            UUID sync,
            String name,
            RowKind kind,
            Instant before,
            List<Finding> found) {
        var oldest = sql.fetchOne(
                "SELECT created_at FROM " + kind.deltas()
                        + " WHERE tenant_id = ? AND sync_id = ? AND state = 'PENDING' ORDER BY delta_id LIMIT 1",
                tenant.value(),
                sync);
        Instant since = oldest == null ? null : oldest.get(0, Instant.class);
        if (since == null || since.isAfter(before)) {
            return;
        }
        long waiting = sql.fetchSingle(
                        "SELECT count(*) FROM " + kind.deltas()
                                + " WHERE tenant_id = ? AND sync_id = ? AND state = 'PENDING'",
                        tenant.value(),
                        sync)
                .get(0, Long.class);
        found.add(new Finding(
                sync + "/" + kind.text(),
                Severity.WARNING,
                "%s of “%s” wait to be sent".formatted(kind == RowKind.ORDERS ? "Orders" : "Lines", name),
                "%d %s are PENDING, the oldest since %s (UTC). Run the sync; if it runs, its page says what it waits for."
                        .formatted(waiting, kind.text(), since),
                "/ordersync/" + sync + "/rows?kind=" + kind.text() + "&state=PENDING",
                null));
    }
}
