package io.salessync.connectors.budgets;

import static io.salessync.connectors.jooq.Tables.BUDGET;

import io.salessync.connectors.ConnectorsSettings;
import io.salessync.connectors.budgets.Grant.Later;
import io.salessync.connectors.budgets.Grant.Taken;
import io.salessync.connectors.jooq.tables.records.BudgetRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The limits of accounts, shared by all nodes through the database: reserved before a call, put right by what its answer tells.
 * Nothing is assumed about how long a minute is.
 */
@Component
public final class Budgets {
    /** The limit of calls that are under way at one time. */
    public static final String AT_ONCE = Bucket.AT_ONCE;

    private final Database database;
    private final InstantSource clock;
    private final DayUse days;
    private final LimitGauges gauges;
    private final Duration longestCall;

    Budgets(Database database, InstantSource clock, DayUse days, LimitGauges gauges, ConnectorsSettings settings) {
        this.database = database;
        this.clock = clock;
        this.days = days;
        this.gauges = gauges;
        this.longestCall = settings.totalTimeout();
    }

    /**
     * Reserves what a call needs, all or nothing.
     *
     * @param needs amounts by policy; a policy nobody told us about yet is no obstacle
     * @param dayCalls how many of the day's calls it counts for
     */
    public Grant take(TenantId tenant, String account, Map<String, Long> needs, double dayCalls) {
        return take(tenant, account, needs, dayCalls, 1);
    }

    /**
     * The same within a share of the day's calls: what is left above it is kept for others.
     *
     * @param share 0 to 1
     */
    public Grant take(TenantId tenant, String account, Map<String, Long> needs, double dayCalls, double share) {
        Instant now = clock.instant();
        return database.inTenant(tenant, sql -> {
            Later full = days.full(sql, tenant, account, now, dayCalls, share);
            if (full != null) {
                return full;
            }
            Map<String, Bucket> buckets = locked(sql, tenant, account, now, needs.keySet());
            for (Map.Entry<String, Long> need : new TreeMap<>(needs).entrySet()) {
                Bucket bucket = buckets.get(need.getKey());
                if (bucket != null && !bucket.has(need.getValue())) {
                    return later(bucket, now);
                }
            }
            for (Bucket bucket : buckets.values()) {
                store(sql, tenant, account, bucket.reserving(needs.getOrDefault(bucket.policy(), 0L), now));
            }
            days.count(sql, tenant, account, now, dayCalls);
            return new Taken(Map.copyOf(needs), dayCalls);
        });
    }

    private static Later later(Bucket bucket, Instant now) {
        Instant look = bucket.lookAt(now);
        Instant end = bucket.resetsAt();
        // reserved by others while nobody has told an end: they will in a moment, or are given up
        Instant until = look != null ? look : end != null ? end : now.plusMillis(50);
        String reason = bucket.isOfCallsAtOnce()
                ? "the vendor's limit of calls at once"
                : "the vendor's limit of " + bucket.policy() + " for this minute";
        return new Later(until, reason, false, look != null);
    }

    /** Gives back what a call reserved that never went out, or whose answer tells nothing. */
    public void release(TenantId tenant, String account, Taken taken) {
        told(tenant, account, taken, List.of(), clock.instant(), null);
    }

    /** Gives back all that a call reserved which surely never went out. */
    public void unsent(TenantId tenant, String account, Taken taken) {
        release(tenant, account, taken);
        days.giveBack(tenant, account, taken.dayCalls());
    }

    /** A limit that refused a call, and for how long. */
    public record Refusal(String policy, Duration pause) {}

    /** Puts the limits right after a call: its reservation is given back, what its answer tells takes its place. */
    public void told(
            TenantId tenant,
            String account,
            Taken taken,
            Collection<Level> levels,
            Instant sent,
            @Nullable Refusal refusal) {
        Instant now = clock.instant();
        Map<String, Level> byPolicy = new TreeMap<>();
        levels.forEach(level -> byPolicy.put(level.policy(), level));
        database.runInTenant(tenant, sql -> {
            Map<String, Bucket> known = locked(sql, tenant, account, sent, null);
            Map<String, Bucket> next = new TreeMap<>(known);
            taken.reserved().forEach((policy, amount) -> {
                Bucket bucket = known.get(policy);
                if (bucket != null) {
                    next.put(policy, bucket.released(amount));
                }
            });
            for (Level level : byPolicy.values()) {
                Bucket bucket = next.getOrDefault(level.policy(), unknown(level, now));
                next.put(level.policy(), bucket.told(level, sent, now));
            }
            if (refusal != null) {
                Bucket bucket = next.get(refusal.policy());
                if (bucket != null) {
                    next.put(refusal.policy(), bucket.spent(now.plus(refusal.pause())));
                }
            }
            for (Bucket bucket : next.values()) {
                if (!bucket.equals(known.get(bucket.policy()))) {
                    store(sql, tenant, account, bucket);
                    gauges.left(account, bucket.policy(), bucket.available());
                }
            }
        });
    }

    /** Takes from a limit what a call counted on another one may have used of it too. */
    public void alsoUsed(TenantId tenant, String account, String policy, long amount) {
        database.runInTenant(tenant, sql -> {
            for (Bucket bucket : locked(sql, tenant, account, clock.instant(), List.of(policy))
                    .values()) {
                store(sql, tenant, account, bucket.less(amount));
            }
        });
    }

    /** How a limit stands now. */
    public record Standing(
            String policy,
            long quota,
            long remaining,
            @Nullable Duration window,
            @Nullable Instant resetsAt,
            Instant observedAt) {}

    /** How the account's limits stand, as far as they were told. */
    public List<Standing> standings(TenantId tenant, String account) {
        Instant now = clock.instant();
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(BUDGET)
                        .where(BUDGET.TENANT_ID.eq(tenant.value()))
                        .and(BUDGET.ACCOUNT.eq(account))
                        .orderBy(BUDGET.POLICY)
                        .fetch(row -> standing(bucket(row).at(now, longestCall))));
    }

    private static Standing standing(Bucket bucket) {
        return new Standing(
                bucket.policy(),
                bucket.quota(),
                bucket.available(),
                bucket.high(),
                bucket.resetsAt(),
                bucket.observedAt());
    }

    /** How one limit stands; empty before the vendor told. */
    public Optional<Standing> standing(TenantId tenant, String account, String policy) {
        return standings(tenant, account).stream()
                .filter(standing -> standing.policy().equals(policy))
                .findFirst();
    }

    private static Bucket unknown(Level level, Instant now) {
        long quota = level.quota() == null ? level.after() : level.quota();
        return new Bucket(level.policy(), quota, quota, 0, Duration.ZERO, null, null, null, null, now, null);
    }

    private Map<String, Bucket> locked(
            DSLContext sql, TenantId tenant, String account, Instant now, @Nullable Collection<String> policies) {
        Map<String, Bucket> buckets = new TreeMap<>();
        sql.selectFrom(BUDGET)
                .where(BUDGET.TENANT_ID.eq(tenant.value()))
                .and(BUDGET.ACCOUNT.eq(account))
                .and(policies == null ? org.jooq.impl.DSL.trueCondition() : BUDGET.POLICY.in(policies))
                .orderBy(BUDGET.POLICY)
                .forUpdate()
                .fetch()
                .forEach(row -> buckets.put(row.getPolicy(), bucket(row).at(now, longestCall)));
        return buckets;
    }

    private static Bucket bucket(BudgetRecord row) {
        Long low = row.getWindowLowMs();
        Long high = row.getWindowHighMs();
        return new Bucket(
                row.getPolicy(),
                row.getQuota(),
                row.getRemaining(),
                row.getReserved(),
                low == null ? Duration.ZERO : Duration.ofMillis(low),
                high == null ? null : Duration.ofMillis(high),
                row.getStartedFrom(),
                row.getStartedAt(),
                row.getResetsAt(),
                row.getObservedAt(),
                row.getReservedAt());
    }

    private static void store(DSLContext sql, TenantId tenant, String account, Bucket bucket) {
        Duration high = bucket.high();
        BudgetRecord row = sql.newRecord(BUDGET);
        row.setTenantId(tenant.value());
        row.setAccount(account);
        row.setPolicy(bucket.policy());
        row.setQuota(bucket.quota());
        row.setRemaining(bucket.remaining());
        row.setReserved(bucket.reserved());
        row.setWindowLowMs(bucket.low().toMillis());
        row.setWindowHighMs(high == null ? null : high.toMillis());
        row.setStartedFrom(bucket.startedFrom());
        row.setStartedAt(bucket.startedAt());
        row.setResetsAt(bucket.resetsAt());
        row.setObservedAt(bucket.observedAt());
        row.setReservedAt(bucket.reservedAt());
        sql.insertInto(BUDGET)
                .set(row)
                .onConflict(BUDGET.TENANT_ID, BUDGET.ACCOUNT, BUDGET.POLICY)
                .doUpdate()
                .set(row)
                .execute();
    }
}
