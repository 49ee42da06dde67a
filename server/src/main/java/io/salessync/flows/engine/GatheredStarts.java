package io.salessync.flows.engine;

import io.salessync.flows.engine.FlowStarts.Queued;
import io.salessync.flows.schedule.FlowStarter.Start;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Gathering;
import io.salessync.kernel.tenancy.Gathering.Asked;
import io.salessync.kernel.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Starts that come at the same moment share a transaction. Each answer is given after the commit, so a run that somebody was told of is
 * durable.
 */
final class GatheredStarts {
    private static final Logger log = LoggerFactory.getLogger(GatheredStarts.class);
    private static final int MOST = 200;

    private final Database database;
    private final FlowStarts starts;
    private final Gathering<Wanted, Queued> gathering = new Gathering<>("flow-starts", MOST, this::startAll);

    GatheredStarts(Database database, FlowStarts starts) {
        this.database = database;
        this.starts = starts;
    }

    private record Wanted(TenantId tenant, Start start) {}

    /** Starts it, in a transaction of its own or of several; in the open one where there is one. */
    Queued start(TenantId tenant, Start start) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? alone(tenant, start)
                : gathering.ask(new Wanted(tenant, start));
    }

    private void startAll(List<Asked<Wanted, Queued>> asked) {
        Map<TenantId, List<Asked<Wanted, Queued>>> byTenant = asked.stream()
                .collect(
                        Collectors.groupingBy(one -> one.question().tenant(), LinkedHashMap::new, Collectors.toList()));
        byTenant.forEach(this::startAll);
    }

    private void startAll(TenantId tenant, List<Asked<Wanted, Queued>> asked) {
        if (asked.size() > 1) {
            try {
                List<Queued> queued = database.inTenant(
                        tenant,
                        sql -> starts.queueAll(
                                tenant,
                                asked.stream()
                                        .map(one -> one.question().start())
                                        .toList()));
                for (int i = 0; i < queued.size(); i++) {
                    asked.get(i).answer(queued.get(i));
                }
                return;
            } catch (RuntimeException e) {
                // each hears what is wrong with its own
                log.debug("{} starts are made one by one", asked.size(), e);
            }
        }
        for (Asked<Wanted, Queued> one : asked) {
            try {
                one.answer(alone(tenant, one.question().start()));
            } catch (RuntimeException e) {
                one.fail(e);
            }
        }
    }

    private Queued alone(TenantId tenant, Start start) {
        return database.inTenant(
                tenant, sql -> starts.queueAll(tenant, List.of(start)).getFirst());
    }
}
