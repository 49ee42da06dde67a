package io.salessync.connectors.monday;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.budgets.Budgets;
import io.salessync.connectors.budgets.Budgets.Standing;
import io.salessync.connectors.budgets.LearntCosts;
import io.salessync.connectors.budgets.LearntCosts.Learnt;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** How much of a batch one call should hold: by what its writes were found to cost and what is left of the minute. */
@Component
class MondayCosts {
    /** The most complexity of one call that the vendor takes, less a little for what surrounds the writes. */
    static final long ONE_CALL = 4_900_000;

    /** So that a call ends well before the vendor gives it up after a minute. */
    private static final double MILLIS = 10_000;

    private static final int FIRST = 20;
    private static final int MOST = 100;

    /** What the question for complexity and the document itself cost. */
    private static final long AROUND = 50;

    private final LearntCosts learnt;
    private final Budgets budgets;

    MondayCosts(LearntCosts learnt, Budgets budgets) {
        this.learnt = learnt;
        this.budgets = budgets;
    }

    static String kind(BoardWrite write) {
        return write.getClass().getSimpleName();
    }

    static Map<String, Integer> kinds(List<BoardWrite> writes) {
        Map<String, Integer> kinds = new TreeMap<>();
        writes.forEach(write -> kinds.merge(kind(write), 1, Integer::sum));
        return kinds;
    }

    /** What to reserve for these writes; nothing is known of kinds that were never sent. */
    long reserve(TenantId tenant, String account, List<BoardWrite> writes) {
        double cost = AROUND;
        for (Map.Entry<String, Integer> kind : kinds(writes).entrySet()) {
            cost += learnt.of(tenant, account, kind.getKey()).map(Learnt::high).orElse(0.0) * kind.getValue();
        }
        return (long) Math.ceil(cost);
    }

    int fitting(TenantId tenant, String account, List<BoardWrite> writes) {
        Optional<Standing> standing = budgets.standing(tenant, account, RateLimits.WRITE);
        double quota = standing.map(s -> (double) s.quota()).orElse((double) ONE_CALL);
        double left = standing.map(s -> (double) s.remaining()).orElse(quota);
        int now = fitting(tenant, account, writes, Math.min(left, ONE_CALL));
        // not even one fits into what is left of the minute: the call waits for the next one and is made for that
        return now > 0 ? now : Math.max(1, fitting(tenant, account, writes, Math.min(quota, ONE_CALL)));
    }

    private int fitting(TenantId tenant, String account, List<BoardWrite> writes, double room) {
        double cost = AROUND;
        double millis = 0;
        int fitting = 0;
        for (BoardWrite write : writes) {
            Optional<Learnt> known = learnt.of(tenant, account, kind(write));
            if (known.isEmpty()) {
                // what nobody ever tried is tried alone
                return fitting == 0 ? 1 : fitting;
            }
            cost += known.get().high();
            millis += known.get().millis();
            boolean tooMany = fitting >= (known.get().samples() < 3 ? FIRST : MOST) || millis > MILLIS;
            if (cost > room || (tooMany && fitting > 0)) {
                return fitting;
            }
            fitting++;
        }
        return fitting;
    }

    void learn(TenantId tenant, String account, List<BoardWrite> writes, long cost, double millis) {
        learnt.learn(tenant, account, kinds(writes), Math.max(1, cost - AROUND / 2), millis);
    }

    void raise(TenantId tenant, String account, List<BoardWrite> writes) {
        learnt.raise(tenant, account, kinds(writes).keySet());
    }

    Optional<Long> mean(TenantId tenant, String account, String kind) {
        return learnt.of(tenant, account, kind).map(known -> Math.round(known.mean()));
    }

    /** What reading one of a kind of page may cost; 0 before the first. */
    long reading(TenantId tenant, String account, String operation, int size) {
        return learnt.of(tenant, account, "read " + operation)
                .map(known -> (long) Math.ceil(known.high() * size))
                .orElse(0L);
    }

    void learnReading(TenantId tenant, String account, String operation, int size, long cost, double millis) {
        learnt.learn(tenant, account, Map.of("read " + operation, Math.max(1, size)), cost, millis);
    }

    void raiseReading(TenantId tenant, String account, String operation) {
        learnt.raise(tenant, account, List.of("read " + operation));
    }
}
