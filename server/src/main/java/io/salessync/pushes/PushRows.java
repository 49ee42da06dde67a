package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Pushes and their records as rows. */
final class PushRows {
    private PushRows() {}

    /** @throws Problem where there is none */
    static PushRecord push(DSLContext sql, TenantId tenant, UUID push) {
        return found(
                push,
                sql.selectFrom(PUSH)
                        .where(PUSH.TENANT_ID.eq(tenant.value()).and(PUSH.PUSH_ID.eq(push)))
                        .fetchOne());
    }

    /** The same, held against others until the transaction ends. */
    static PushRecord held(DSLContext sql, TenantId tenant, UUID push) {
        return found(
                push,
                sql.selectFrom(PUSH)
                        .where(PUSH.TENANT_ID.eq(tenant.value()).and(PUSH.PUSH_ID.eq(push)))
                        .forUpdate()
                        .fetchOne());
    }

    private static PushRecord found(UUID push, @Nullable PushRecord row) {
        if (row == null) {
            throw Problem.of(PushProblem.UNKNOWN_PUSH, "There is no push " + push + ".");
        }
        return row;
    }

    static void insert(DSLContext sql, TenantId tenant, UUID push, List<PushRequest.Wanted> rows) {
        List<PushRowRecord> records = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            PushRequest.Wanted wanted = rows.get(i);
            PushRowRecord row = sql.newRecord(PUSH_ROW);
            row.setTenantId(tenant.value());
            row.setPushId(push);
            row.setNumber(i + 1);
            row.setVendorKey(wanted.key());
            row.setRecordKey(wanted.recordKey());
            row.setPersonId(wanted.person());
            row.setLabel(wanted.label());
            row.setWanted(Values.document(wanted.values()));
            row.setState(RowState.NEW.name());
            records.add(row);
        }
        sql.batchInsert(records).execute();
    }

    /**
     * The next rows in one of these states, those that others held last, in the order of their keys: two writers never take related
     * records crosswise.
     */
    static List<PushRowRecord> next(
            DSLContext sql, TenantId tenant, UUID push, Collection<RowState> states, int limit) {
        return sql.selectFrom(PUSH_ROW)
                .where(PUSH_ROW.TENANT_ID.eq(tenant.value()))
                .and(PUSH_ROW.PUSH_ID.eq(push))
                .and(PUSH_ROW.STATE.in(names(states)))
                .orderBy(PUSH_ROW.TRIES, PUSH_ROW.VENDOR_KEY, PUSH_ROW.NUMBER)
                .limit(limit)
                .fetch();
    }

    static Map<RowState, Integer> counts(DSLContext sql, TenantId tenant, UUID push) {
        Map<RowState, Integer> counts = new EnumMap<>(RowState.class);
        sql.select(PUSH_ROW.STATE, DSL.count())
                .from(PUSH_ROW)
                .where(PUSH_ROW.TENANT_ID.eq(tenant.value()).and(PUSH_ROW.PUSH_ID.eq(push)))
                .groupBy(PUSH_ROW.STATE)
                .forEach(row -> counts.put(RowState.valueOf(row.value1()), row.value2()));
        return counts;
    }

    static int count(Map<RowState, Integer> counts, RowState... states) {
        int sum = 0;
        for (RowState state : states) {
            sum += counts.getOrDefault(state, 0);
        }
        return sum;
    }

    static List<String> names(Collection<? extends Enum<?>> states) {
        return states.stream().map(Enum::name).toList();
    }
}
