package io.salessync.connectors.budgets;

import static io.salessync.connectors.jooq.Tables.DAY_USE;

import io.salessync.connectors.budgets.Grant.Later;
import io.salessync.connectors.jooq.tables.records.DayUseRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The ledger of the calls of each day (UTC): counted by us, put right by what the vendor tells. */
@Component
public final class DayUse {
    private static final int REMEMBERED = 7;
    private static final String REASON = "the vendor's limit of calls per day";

    private final Database database;
    private final InstantSource clock;

    DayUse(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param limit null where the vendor did not tell */
    public record Today(
            double calls,
            @Nullable Long limit,
            @Nullable Instant toldAt,
            @Nullable Instant fullUntil) {}

    /** What is known of today; empty before the first call. */
    public Optional<Today> today(TenantId tenant, String account) {
        return database.inTenant(
                tenant,
                sql -> row(sql, tenant, account, day(clock.instant()))
                        .map(row -> new Today(
                                row.getCalls().doubleValue(),
                                row.getToldLimit(),
                                row.getToldAt(),
                                row.getFullUntil())));
    }

    /** What the vendor tells about today. */
    public void told(TenantId tenant, String account, long limit, long used) {
        Instant now = clock.instant();
        database.runInTenant(
                tenant,
                sql -> sql.insertInto(DAY_USE)
                        .set(DAY_USE.TENANT_ID, tenant.value())
                        .set(DAY_USE.ACCOUNT, account)
                        .set(DAY_USE.DAY, day(now))
                        .set(DAY_USE.CALLS, BigDecimal.valueOf(used))
                        .set(DAY_USE.TOLD_LIMIT, limit)
                        .set(DAY_USE.TOLD_AT, now)
                        .onConflict(DAY_USE.TENANT_ID, DAY_USE.ACCOUNT, DAY_USE.DAY)
                        .doUpdate()
                        // what the vendor tells lags behind; what others did with the account we do not count
                        .set(DAY_USE.CALLS, DSL.greatest(DAY_USE.CALLS, DSL.val(BigDecimal.valueOf(used))))
                        .set(DAY_USE.TOLD_LIMIT, limit)
                        .set(DAY_USE.TOLD_AT, now)
                        .execute());
    }

    /** What the vendor tells of a day that ends now and began 24 hours ago: what is used can become less. */
    public void toldRolling(TenantId tenant, String account, long limit, long used) {
        Instant now = clock.instant();
        database.runInTenant(
                tenant,
                sql -> sql.insertInto(DAY_USE)
                        .set(DAY_USE.TENANT_ID, tenant.value())
                        .set(DAY_USE.ACCOUNT, account)
                        .set(DAY_USE.DAY, day(now))
                        .set(DAY_USE.CALLS, BigDecimal.valueOf(used))
                        .set(DAY_USE.TOLD_LIMIT, limit)
                        .set(DAY_USE.TOLD_AT, now)
                        .onConflict(DAY_USE.TENANT_ID, DAY_USE.ACCOUNT, DAY_USE.DAY)
                        .doUpdate()
                        .set(DAY_USE.CALLS, BigDecimal.valueOf(used))
                        .set(DAY_USE.TOLD_LIMIT, limit)
                        .set(DAY_USE.TOLD_AT, now)
                        .setNull(DAY_USE.FULL_UNTIL)
                        .execute());
    }

    /** The vendor refused a call for the day's limit. */
    public void refused(TenantId tenant, String account, Instant until) {
        database.runInTenant(
                tenant,
                sql -> sql.update(DAY_USE)
                        .set(DAY_USE.FULL_UNTIL, until)
                        .where(DAY_USE.TENANT_ID.eq(tenant.value()))
                        .and(DAY_USE.ACCOUNT.eq(account))
                        .and(DAY_USE.DAY.eq(day(clock.instant())))
                        .execute());
    }

    /** Whether the day has no such call left, as the vendor said or as we count; a call that costs nothing is always let by. */
    @Nullable Later full(DSLContext sql, TenantId tenant, String account, Instant now, double calls, double share) {
        DayUseRecord row = row(sql, tenant, account, day(now)).orElse(null);
        Instant until = row == null ? null : row.getFullUntil();
        if (until != null && now.isBefore(until)) {
            return new Later(until, REASON, true, false);
        }
        Long limit = row == null || calls == 0 ? null : toldLimit(sql, tenant, account, row);
        return limit != null && row != null && row.getCalls().doubleValue() + calls > Math.floor(limit * share)
                ? new Later(midnight(now), REASON, true, false)
                : null;
    }

    /** Of today, or as it was the last time somebody asked: plans of accounts seldom change. */
    private static @Nullable Long toldLimit(DSLContext sql, TenantId tenant, String account, DayUseRecord row) {
        return row.getToldLimit() != null
                ? row.getToldLimit()
                : sql.select(DAY_USE.TOLD_LIMIT)
                        .from(DAY_USE)
                        .where(DAY_USE.TENANT_ID.eq(tenant.value()))
                        .and(DAY_USE.ACCOUNT.eq(account))
                        .and(DAY_USE.DAY.ge(row.getDay().minusDays(REMEMBERED)))
                        .and(DAY_USE.TOLD_LIMIT.isNotNull())
                        .orderBy(DAY_USE.DAY.desc())
                        .limit(1)
                        .fetchOne(DAY_USE.TOLD_LIMIT);
    }

    /** Calls that were counted and did not count with the vendor: never sent, or refused for their rate. */
    public void giveBack(TenantId tenant, String account, double calls) {
        database.runInTenant(
                tenant,
                sql -> sql.update(DAY_USE)
                        .set(
                                DAY_USE.CALLS,
                                DSL.greatest(DSL.val(BigDecimal.ZERO), DAY_USE.CALLS.minus(BigDecimal.valueOf(calls))))
                        .where(DAY_USE.TENANT_ID.eq(tenant.value()))
                        .and(DAY_USE.ACCOUNT.eq(account))
                        .and(DAY_USE.DAY.eq(day(clock.instant())))
                        .execute());
    }

    void count(DSLContext sql, TenantId tenant, String account, Instant now, double calls) {
        BigDecimal counted = BigDecimal.valueOf(calls);
        sql.insertInto(DAY_USE)
                .set(DAY_USE.TENANT_ID, tenant.value())
                .set(DAY_USE.ACCOUNT, account)
                .set(DAY_USE.DAY, day(now))
                .set(DAY_USE.CALLS, counted)
                .onConflict(DAY_USE.TENANT_ID, DAY_USE.ACCOUNT, DAY_USE.DAY)
                .doUpdate()
                .set(DAY_USE.CALLS, DAY_USE.CALLS.plus(counted))
                .execute();
    }

    /** When the next day begins. */
    public static Instant midnight(Instant now) {
        return day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private static Optional<DayUseRecord> row(DSLContext sql, TenantId tenant, String account, LocalDate day) {
        return sql.selectFrom(DAY_USE)
                .where(DAY_USE.TENANT_ID.eq(tenant.value()))
                .and(DAY_USE.ACCOUNT.eq(account))
                .and(DAY_USE.DAY.eq(day))
                .fetchOptional();
    }
}
