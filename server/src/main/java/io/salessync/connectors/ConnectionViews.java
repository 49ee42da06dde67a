package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.BUDGET;
import static io.salessync.connectors.jooq.Tables.CALL;
import static io.salessync.connectors.jooq.Tables.CONNECTION;
import static io.salessync.connectors.jooq.Tables.DAY_USE;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the page of a connection shows: its limits and its calls. */
@Component
class ConnectionViews implements ConnectionLimits {
    private final Database database;
    private final InstantSource clock;

    ConnectionViews(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param windowSeconds null where the limit is of a day */
    record BudgetView(
            String policy,
            @Nullable Long quota,
            @Nullable Long remaining,
            @Nullable Double windowSeconds,
            @Nullable Instant resetsAt,
            @Nullable Instant observedAt) {}

    record CallView(
            Instant at,
            long id,
            String operation,
            int status,
            String outcome,
            @Nullable String vendorRequestId,
            @Nullable Long cost,
            long durationMs,
            @Nullable UUID runId,
            @Nullable String detail) {}

    List<BudgetView> budgets(Connection connection) {
        Instant now = clock.instant();
        return database.inTenant(connection.tenant(), sql -> {
            String account = account(sql, connection);
            List<BudgetView> found = new ArrayList<>(sql.selectFrom(BUDGET)
                    .where(BUDGET.TENANT_ID.eq(connection.tenant().value()))
                    .and(BUDGET.ACCOUNT.eq(account))
                    .orderBy(BUDGET.POLICY)
                    .fetch(row -> {
                        Instant resets = row.getResetsAt();
                        boolean over = resets != null && !now.isBefore(resets);
                        Long window = row.getWindowHighMs();
                        return new BudgetView(
                                row.getPolicy(),
                                row.getQuota(),
                                over ? row.getQuota() : Math.max(0, row.getRemaining() - row.getReserved()),
                                window == null ? null : window / 1000.0,
                                over ? null : resets,
                                row.getObservedAt());
                    }));
            day(sql, connection, account, now, found);
            return found;
        });
    }

    @Override
    public List<Limit> limits(Connection connection) {
        return budgets(connection).stream()
                .map(budget -> new Limit(
                        budget.policy(), budget.quota(), budget.remaining(), budget.windowSeconds(), budget.resetsAt()))
                .toList();
    }

    private static void day(
            DSLContext sql, Connection connection, String account, Instant now, List<BudgetView> found) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        sql.selectFrom(DAY_USE)
                .where(DAY_USE.TENANT_ID.eq(connection.tenant().value()))
                .and(DAY_USE.ACCOUNT.eq(account))
                .and(DAY_USE.DAY.eq(today))
                .forEach(row -> {
                    Long limit = row.getToldLimit();
                    Instant full = row.getFullUntil();
                    boolean isFull = full != null && now.isBefore(full);
                    Long left = limit == null
                            ? null
                            : Long.valueOf(Math.max(
                                    0, limit - (long) Math.ceil(row.getCalls().doubleValue())));
                    found.add(new BudgetView(
                            "calls.day",
                            limit,
                            isFull ? Long.valueOf(0) : left,
                            null,
                            isFull
                                    ? full
                                    : today.plusDays(1)
                                            .atStartOfDay(ZoneOffset.UTC)
                                            .toInstant(),
                            row.getToldAt()));
                });
    }

    private static String account(DSLContext sql, Connection connection) {
        return String.valueOf(sql.select(CONNECTION.ACCOUNT)
                .from(CONNECTION)
                .where(CONNECTION.TENANT_ID.eq(connection.tenant().value()))
                .and(CONNECTION.CONNECTION_ID.eq(connection.id().value()))
                .fetchOne(CONNECTION.ACCOUNT));
    }

    /** The calls before that cursor, newest first. */
    List<CallView> calls(Connection connection, @Nullable String before, int limit, @Nullable String outcome) {
        Condition older = before == null ? DSL.trueCondition() : older(before);
        Condition such = outcome == null || outcome.isBlank()
                ? DSL.trueCondition()
                : CALL.OUTCOME.eq(outcome.toUpperCase(Locale.ROOT));
        return database.inTenant(
                connection.tenant(),
                sql -> sql.selectFrom(CALL)
                        .where(CALL.TENANT_ID.eq(connection.tenant().value()))
                        .and(CALL.CONNECTION_ID.eq(connection.id().value()))
                        .and(older)
                        .and(such)
                        .orderBy(CALL.AT.desc(), CALL.CALL_ID.desc())
                        .limit(limit)
                        .fetch(row -> new CallView(
                                row.getAt(),
                                row.getCallId(),
                                row.getOperation(),
                                row.getStatus(),
                                row.getOutcome(),
                                row.getVendorRequestId(),
                                row.getCost(),
                                row.getDurationMs(),
                                row.getRunId(),
                                row.getDetail())));
    }

    static String cursor(CallView last) {
        return last.at() + "_" + last.id();
    }

    private static Condition older(String cursor) {
        String[] parts = cursor.split("_", 2);
        try {
            return DSL.row(CALL.AT, CALL.CALL_ID)
                    .lessThan(Instant.parse(parts[0]), Long.parseLong(parts.length < 2 ? "0" : parts[1]));
        } catch (DateTimeException | NumberFormatException e) {
            throw Problem.of(ConnectorsProblem.WRONG_CURSOR, "'" + cursor + "' is no place in the list of calls.", e);
        }
    }
}
