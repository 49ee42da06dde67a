package io.salessync.flows.engine;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;

/** Tells open pages that a flow's counts moved, at most four times a second for each flow: telling costs every commit something. */
final class FlowNews {
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int KEPT = 1_000;

    private final Live live;
    private final Map<UUID, Long> told = new LinkedHashMap<>();

    FlowNews(Live live) {
        this.live = live;
    }

    void moved(DSLContext sql, TenantId tenant, UUID flow, UUID run) {
        long now = System.nanoTime();
        synchronized (told) {
            Long last = told.get(flow);
            if (last != null && now - last < BETWEEN) {
                return;
            }
            told.remove(flow);
            told.put(flow, now);
            if (told.size() > KEPT) {
                told.remove(told.keySet().iterator().next());
            }
        }
        live.changed(sql, tenant, "flows", flow.toString());
        live.changed(sql, tenant, "runs", run.toString());
    }
}
