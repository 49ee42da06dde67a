package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.OCCURRENCE;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Alerts that were raised about a record, each time they were, as far as times are kept. */
@Component
class AlertTimeline implements TimelineSource {
    private final Database database;

    AlertTimeline(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        Condition such = OCCURRENCE.TENANT_ID.eq(tenant.value()).and(OCCURRENCE.RECORD_KEY.eq(recordKey));
        Condition all = before == null ? such : such.and(OCCURRENCE.AT.lt(before));
        return database.inTenant(
                tenant,
                sql -> sql.select(
                                OCCURRENCE.AT,
                                OCCURRENCE.ALERT_ID,
                                ALERT.STATE,
                                OCCURRENCE.TITLE,
                                OCCURRENCE.DETAIL,
                                OCCURRENCE.RUN_ID)
                        .from(OCCURRENCE)
                        .join(ALERT)
                        .on(ALERT.TENANT_ID.eq(OCCURRENCE.TENANT_ID).and(ALERT.ALERT_ID.eq(OCCURRENCE.ALERT_ID)))
                        .where(all)
                        .orderBy(OCCURRENCE.AT.desc())
                        .limit(limit)
                        .fetch(row -> new Entry(
                                row.value1(),
                                "alert",
                                row.value2().toString(),
                                row.value3(),
                                row.value4(),
                                row.value5().isBlank() ? null : row.value5(),
                                row.value6())));
    }
}
