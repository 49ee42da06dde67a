package io.salessync.kernel.live;

import static io.salessync.kernel.jooq.Tables.LIVE_EVENT;
import static io.salessync.kernel.jooq.Tables.LIVE_EVENTS_AFTER;

import io.salessync.kernel.live.LiveListening.Event;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads past news of a tenant. */
@Component
final class LiveEvents {
    private final Database database;

    LiveEvents(Database database) {
        this.database = database;
    }

    /** The newest event's id; null where there is none. */
    @Nullable Long newest(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.select(DSL.max(LIVE_EVENT.EVENT_ID))
                        .from(LIVE_EVENT)
                        .where(LIVE_EVENT.TENANT_ID.eq(tenant.value()))
                        .fetchOne(0, Long.class));
    }

    /** All that was committed after {@code last}, perhaps with some from before it; null when {@code last} is not known (any more). */
    @Nullable List<Event> after(TenantId tenant, long last) {
        return database.inTenant(tenant, sql -> {
            boolean known = sql.fetchExists(
                    LIVE_EVENT, LIVE_EVENT.TENANT_ID.eq(tenant.value()).and(LIVE_EVENT.EVENT_ID.eq(last)));
            return known
                    ? sql.selectFrom(LIVE_EVENTS_AFTER(tenant.value(), last))
                            .fetch(row -> new Event(row.getEventId(), row.getTopic(), row.getSubject()))
                    : null;
        });
    }
}
