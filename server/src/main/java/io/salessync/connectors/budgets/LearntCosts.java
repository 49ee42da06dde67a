package io.salessync.connectors.budgets;

import static io.salessync.connectors.jooq.Tables.LEARNT_COST;

import io.salessync.connectors.jooq.tables.records.LearntCostRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What one operation of a kind costs and how long it takes, learnt from answers; nothing is assumed before the first. */
@Component
public final class LearntCosts {
    private static final double NEWEST = 0.2;
    private static final double DECAY = 0.05;

    private final Database database;
    private final InstantSource clock;
    private final Map<String, Learnt> known = new ConcurrentHashMap<>();

    LearntCosts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is known of a kind.
     *
     * @param mean of the newest ones, for forecasts
     * @param high what to reserve so that it is enough
     * @param millis how long one takes
     */
    public record Learnt(double mean, double high, double millis, long samples) {
        Learnt with(double cost, double took) {
            if (samples == 0) {
                return new Learnt(cost, cost, took, 1);
            }
            return new Learnt(
                    mean + NEWEST * (cost - mean),
                    cost > high ? cost : high + DECAY * (cost - high),
                    millis + NEWEST * (took - millis),
                    samples + 1);
        }

        Learnt raised() {
            return new Learnt(mean, high * 1.25, millis, samples);
        }
    }

    public Optional<Learnt> of(TenantId tenant, String account, String kind) {
        Learnt learnt = known.get(key(tenant, account, kind));
        if (learnt != null) {
            return Optional.of(learnt);
        }
        Optional<Learnt> stored = database.inTenant(
                tenant,
                sql -> sql.selectFrom(LEARNT_COST)
                        .where(LEARNT_COST.TENANT_ID.eq(tenant.value()))
                        .and(LEARNT_COST.ACCOUNT.eq(account))
                        .and(LEARNT_COST.KIND.eq(kind))
                        .fetchOptional(
                                row -> new Learnt(row.getMean(), row.getHigh(), row.getMillis(), row.getSamples())));
        stored.ifPresent(found -> known.put(key(tenant, account, kind), found));
        return stored;
    }

    /** A call that did all of this cost so much: shared out in proportion to what its kinds were taken to cost. */
    public void learn(TenantId tenant, String account, Map<String, Integer> counts, long cost, double millis) {
        double expected = 0;
        int all = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            expected += guess(tenant, account, entry.getKey()) * entry.getValue();
            all += entry.getValue();
        }
        double share = cost / expected;
        double each = millis / all;
        Map<String, Learnt> next = new TreeMap<>();
        for (String kind : counts.keySet()) {
            Learnt before = of(tenant, account, kind).orElse(new Learnt(0, 0, 0, 0));
            next.put(kind, before.with(guess(tenant, account, kind) * share, each));
        }
        keep(tenant, account, next);
    }

    /** What was reserved did not do: more next time. */
    public void raise(TenantId tenant, String account, Iterable<String> kinds) {
        Map<String, Learnt> next = new TreeMap<>();
        kinds.forEach(kind -> of(tenant, account, kind).ifPresent(learnt -> next.put(kind, learnt.raised())));
        keep(tenant, account, next);
    }

    private double guess(TenantId tenant, String account, String kind) {
        return Math.max(1, of(tenant, account, kind).map(Learnt::mean).orElse(1.0));
    }

    private void keep(TenantId tenant, String account, Map<String, Learnt> learnt) {
        database.runInTenant(
                tenant,
                sql -> learnt.forEach((kind, now) -> {
                    LearntCostRecord row = sql.newRecord(LEARNT_COST);
                    row.setTenantId(tenant.value());
                    row.setAccount(account);
                    row.setKind(kind);
                    row.setMean(now.mean());
                    row.setHigh(now.high());
                    row.setMillis(now.millis());
                    row.setSamples(now.samples());
                    row.setUpdatedAt(clock.instant());
                    sql.insertInto(LEARNT_COST)
                            .set(row)
                            .onConflict(LEARNT_COST.TENANT_ID, LEARNT_COST.ACCOUNT, LEARNT_COST.KIND)
                            .doUpdate()
                            .set(row)
                            .execute();
                }));
        learnt.forEach((kind, now) -> known.put(key(tenant, account, kind), now));
    }

    private static String key(TenantId tenant, String account, String kind) {
        return tenant + " " + account + " " + kind;
    }
}
