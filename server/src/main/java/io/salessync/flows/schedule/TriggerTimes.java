package io.salessync.flows.schedule;

import io.salessync.flows.graph.DueTimes;
import io.salessync.flows.graph.TriggerSpec;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Tells the flows when they are due; a due time at {@code from} itself belongs to them, as in the editor. */
@Component
final class TriggerTimes implements DueTimes {
    private final Triggers triggers;

    TriggerTimes(Triggers triggers) {
        this.triggers = triggers;
    }

    @Override
    public List<Due> next(TriggerSpec trigger, Instant from, int count) {
        return triggers.next(trigger, from, count).stream()
                .map(next -> new Due(next.at(), next.local().toString(), next.zone(), next.note()))
                .toList();
    }

    @Override
    public Map<UUID, Instant> nextOfAll(DSLContext sql, TenantId tenant) {
        return triggers.nextDue(sql, tenant);
    }

    @Override
    public Optional<String> words(TriggerSpec trigger) {
        return Optional.of(triggers.summary(trigger));
    }
}
