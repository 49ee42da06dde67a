package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** When each {@link TenantUpkeep} of this server last went well for a tenant: what tells a loop that hangs or is gone from one that works. */
@Component
public class Rounds {
    private final InstantSource clock;
    private final Instant began;
    private final Map<Round, Instant> last = new ConcurrentHashMap<>();

    Rounds(InstantSource clock) {
        this.clock = clock;
        this.began = clock.instant();
    }

    private record Round(String upkeep, TenantId tenant) {}

    /** It went well for that tenant, just now. */
    public void came(String upkeep, TenantId tenant) {
        last.put(new Round(upkeep, tenant), clock.instant());
    }

    /** When it last went well for that tenant, UTC; since this server began where it never did. */
    public Instant last(String upkeep, TenantId tenant) {
        return last.getOrDefault(new Round(upkeep, tenant), began);
    }
}
