package io.salessync.kernel.live;

import static io.salessync.kernel.jooq.Routines.publishLive;

import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** News as rows, told by NOTIFY when their transaction commits. */
@Component
final class PostgresLive implements Live {
    private final InstantSource clock;

    PostgresLive(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void changed(DSLContext transaction, TenantId tenant, String topic, String subject) {
        publishLive(transaction.configuration(), tenant.value(), topic, subject, clock.instant());
    }
}
