package io.salessync.kernel.live;

import static io.salessync.kernel.jooq.Tables.LIVE_EVENT;

import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** News as rows, told by NOTIFY when their transaction has committed. */
@Component
final class PostgresLive implements Live {
    private final InstantSource clock;
    private final LiveTelling telling;

    PostgresLive(InstantSource clock, LiveTelling telling) {
        this.clock = clock;
        this.telling = telling;
    }

    @Override
    public void changed(DSLContext transaction, TenantId tenant, String topic, String subject) {
        Long id = transaction
                .insertInto(LIVE_EVENT)
                .set(LIVE_EVENT.TENANT_ID, tenant.value())
                .set(LIVE_EVENT.TOPIC, topic)
                .set(LIVE_EVENT.SUBJECT, subject)
                .set(LIVE_EVENT.AT, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .returning(LIVE_EVENT.EVENT_ID)
                .fetchSingle(LIVE_EVENT.EVENT_ID);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                telling.tell(tenant + " " + id + " " + topic + " " + subject);
            }
        });
    }

    @Override
    public void changedAll(DSLContext transaction, TenantId tenant, String topic, List<String> subjects) {
        if (subjects.isEmpty()) {
            return;
        }
        List<String> news = transaction
                .fetch(
                        "INSERT INTO kernel.live_event (tenant_id, topic, subject, at)"
                                + " SELECT ?, ?, s, ?::timestamptz FROM unnest(?::text[]) s RETURNING event_id, subject",
                        tenant.value(),
                        topic,
                        clock.instant().truncatedTo(ChronoUnit.MICROS).toString(),
                        subjects.toArray(String[]::new))
                .map(row -> tenant + " " + row.get(0, Long.class) + " " + topic + " " + row.get(1, String.class));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                news.forEach(telling::tell);
            }
        });
    }
}
