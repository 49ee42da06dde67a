package io.salessync.outreach.simulation;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.simulation.SimulationReport.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * How long leads are held by faults that pass: from a call that failed or whose outcome nobody knows until it was done, or known. Time in
 * which something else holds them, such as a window that closed, a quota, an account that is signed out or a person who is asked, is not
 * counted: an account that is gone for hours is a state of the world. How soon it is noticed that such a state is over is counted by
 * {@link Standing}.
 */
final class Troubles {
    private static final Set<Blocker> OF_THE_FAULT = Set.of(Blocker.UNREACHABLE, Blocker.VERIFY, Blocker.SPACING);

    private static final String HELD = """
            SELECT l.lead_id, l.name, l.blocker, l.state = 'PENDING_VERIFY' AS verifies,
                coalesce(s.status = 'OK' AND s.refused IS NULL AND s.misconfigured IS NULL AND s.barred IS NULL, true) AS well
            FROM outreach.lead l LEFT JOIN outreach.sender s ON s.tenant_id = l.tenant_id AND s.sender_id = l.sender_id
            WHERE l.tenant_id = ? AND l.ended_at IS NULL AND (l.state = 'PENDING_VERIFY' OR l.tries > 0)
            """;

    private final Map<UUID, Trouble> open = new HashMap<>();
    private final List<Long> over = new ArrayList<>();
    private final List<String> slow = new ArrayList<>();

    private static final class Trouble {
        private final String name;
        private long millis;
        private Instant last;
        private boolean counts;
        private boolean passing;

        Trouble(String name, Instant since) {
            this.name = name;
            last = since;
        }

        void until(Instant now) {
            millis += counts ? Duration.between(last, now).toMillis() : 0;
            last = now;
        }
    }

    /** Looks at the leads as they stand after a step. */
    void look(DSLContext sql, TenantId tenant, Instant now) {
        Set<UUID> held = new HashSet<>();
        for (Record row : sql.fetch(HELD, tenant.value())) {
            UUID lead = row.get("lead_id", UUID.class);
            held.add(lead);
            Trouble trouble = open.computeIfAbsent(lead, id -> new Trouble(row.get("name", String.class), now));
            trouble.until(now);
            String word = row.get("blocker", String.class);
            @Nullable Blocker blocker = word == null ? null : Blocker.valueOf(word);
            trouble.counts = (blocker == null || OF_THE_FAULT.contains(blocker)) && row.get("well", Boolean.class);
            boolean passing = blocker == Blocker.UNREACHABLE || row.get("verifies", Boolean.class);
            if (passing && !trouble.passing) {
                // what held it before was none that passes, and is over
                trouble.millis = 0;
                trouble.passing = true;
            }
        }
        open.entrySet().removeIf(entry -> {
            if (held.contains(entry.getKey())) {
                return false;
            }
            Trouble trouble = entry.getValue();
            trouble.until(now);
            if (trouble.passing) {
                over.add(trouble.millis / 1_000);
                if (trouble.millis / 1_000 > Times.SOON) {
                    slow.add("%s, %d s, over at %s".formatted(trouble.name, trouble.millis / 1_000, now));
                }
            }
            return true;
        });
    }

    /** Whether anybody is held; without a call that failed nobody comes to be. */
    boolean any() {
        return !open.isEmpty();
    }

    /** Who was held for more than five minutes. */
    List<String> slow() {
        return List.copyOf(slow);
    }

    Times times() {
        return Times.of(over);
    }
}
