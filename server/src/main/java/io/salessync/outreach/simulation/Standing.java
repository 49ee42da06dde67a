package io.salessync.outreach.simulation;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.simulation.SimulationReport.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When the program took accounts for well or not, to hold against when they were: how long it took from the end of an account's fault until
 * the program went on with it. What it never noticed is no such time, nor is what lasted until the end.
 */
final class Standing {
    /** An account that is away for longer waits for its owner; one that is not comes back by itself. */
    private static final Duration PASSING = Duration.ofHours(2);

    private static final String HOW = "SELECT account, status FROM outreach.sender WHERE tenant_id = ?";

    /** @param well whether the program took it for well from then on */
    private record Turn(Instant at, boolean well) {}

    private final Map<String, List<Turn>> turns = new HashMap<>();

    /** Looks at the accounts as they stand after a step. */
    void look(DSLContext sql, TenantId tenant, Instant now) {
        for (Record row : sql.fetch(HOW, tenant.value())) {
            boolean well = "OK".equals(row.get("status", String.class));
            List<Turn> all = turns.computeIfAbsent(row.get("account", String.class), key -> new ArrayList<>());
            if (all.isEmpty() ? !well : all.getLast().well() != well) {
                all.add(new Turn(now, well));
            }
        }
    }

    /**
     * What was noticed of the accounts' comings back.
     *
     * @param passing from the end of faults that pass by themselves within two hours
     * @param owners from the owner's signing in again
     */
    record Back(Times passing, Times owners) {}

    /** @param truth the sandbox's */
    Back back(JsonNode truth) {
        List<Long> passing = new ArrayList<>();
        List<Long> owners = new ArrayList<>();
        for (JsonNode account : truth.path("accounts")) {
            List<Turn> ours = turns.getOrDefault(account.path("id").asString(""), List.of());
            Instant away = null;
            JsonNode statuses = account.path("statuses");
            for (int i = 0; i < statuses.size(); i++) {
                Instant at = at(statuses.path(i));
                if (!statuses.path(i).path("status").asString("").equals("OK")) {
                    away = away == null ? at : away;
                    continue;
                }
                Long seconds = away == null ? null : noticed(ours, away, at);
                long well = i + 1 < statuses.size()
                        ? Duration.between(at, at(statuses.path(i + 1))).toSeconds()
                        : Long.MAX_VALUE;
                // one that goes away again at once was hardly there to be noticed
                if (seconds != null && (seconds <= well || well > Times.SOON)) {
                    (Duration.between(away, at).compareTo(PASSING) < 0 ? passing : owners).add(Math.min(seconds, well));
                }
                away = null;
            }
        }
        return new Back(Times.of(passing), Times.of(owners));
    }

    private static Instant at(JsonNode status) {
        return Instant.parse(status.path("at").asString(""));
    }

    /** Seconds from the end until it was taken for well again; null: it was not known to be away then. */
    private static @Nullable Long noticed(List<Turn> ours, Instant from, Instant until) {
        boolean known = false;
        for (Turn turn : ours) {
            if (turn.at().isBefore(from)) {
                continue;
            }
            if (!turn.well()) {
                known |= !turn.at().isAfter(until);
            } else if (known) {
                return Math.max(0, Duration.between(until, turn.at()).toSeconds());
            }
        }
        return null;
    }
}
