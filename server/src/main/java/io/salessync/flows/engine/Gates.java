package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.PARKED;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Component;

/** For whoever brings what a gate waits for. */
@Component
@NamedInterface("nodes")
public class Gates {
    private final ObjectProvider<Runs> runs;
    private final InstantSource clock;

    Gates(ObjectProvider<Runs> runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    /** Lets the gate look at a parked page now, once the open transaction has committed; nothing where the page is gone. */
    public void lookAgain(DSLContext sql, TenantId tenant, UUID parked) {
        UUID run = sql.update(PARKED)
                .set(PARKED.NOT_BEFORE, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.PARKED_ID.eq(parked)))
                .returning(PARKED.RUN_ID)
                .fetchOne(PARKED.RUN_ID);
        if (run == null) {
            return;
        }
        Runs all = runs.getObject();
        all.find(tenant, new RunId(run))
                // one that a person paused stays so
                .filter(found -> found.state() == RunState.PAUSED && found.waitsUntil() != null)
                .ifPresent(found -> all.resume(tenant, found.id()));
    }
}
