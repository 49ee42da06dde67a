package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** When flows are due; {@code flows.schedule} knows. */
public interface DueTimes {
    /**
     * A due time.
     *
     * @param at in UTC
     * @param local the same on the clock of the trigger's zone, such as {@code 2026-11-30T12:00}
     * @param zone the zone's name
     * @param note why it is not when one might think, such as a clock change; null: nothing special
     */
    record Due(
            Instant at, String local, String zone, @Nullable String note) {}

    /**
     * The coming due times of a trigger; none for one that has no time.
     *
     * @param from only later ones
     * @throws io.salessync.kernel.problems.Problem when its settings cannot be understood
     */
    List<Due> next(TriggerSpec trigger, Instant from, int count);

    /** The next due time of each flow that has one, by flow. */
    Map<UUID, Instant> nextOfAll(DSLContext sql, TenantId tenant);

    /** The trigger in words: "every Monday at 12:00"; empty where there are none for it. */
    Optional<String> words(TriggerSpec trigger);
}
