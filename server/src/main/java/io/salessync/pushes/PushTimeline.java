package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What was pushed of a record, on its timeline. */
@Component
class PushTimeline implements TimelineSource {
    private final Database database;

    PushTimeline(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        return database.inTenant(tenant, sql -> {
            Condition where = PUSH_ROW.TENANT_ID.eq(tenant.value()).and(PUSH_ROW.RECORD_KEY.eq(recordKey));
            if (before != null) {
                where = where.and(PUSH.PROPOSED_AT.lt(before));
            }
            return sql.select(
                            PUSH.PROPOSED_AT,
                            PUSH.PUSH_ID,
                            PUSH_ROW.STATE,
                            PUSH.TITLE,
                            PUSH_ROW.WHY,
                            PUSH_ROW.AFTER,
                            PUSH.WORK_ID,
                            PUSH_ROW.SENT_AT,
                            PUSH.DECIDED_BY,
                            PUSH.CONNECTION)
                    .from(PUSH_ROW)
                    .join(PUSH)
                    .on(PUSH.TENANT_ID.eq(PUSH_ROW.TENANT_ID).and(PUSH.PUSH_ID.eq(PUSH_ROW.PUSH_ID)))
                    .where(where)
                    .orderBy(PUSH.PROPOSED_AT.desc())
                    .limit(limit)
                    .fetch(row -> new Entry(
                            row.value8() == null ? row.value1() : row.value8(),
                            "push",
                            row.value2().toString(),
                            row.value3(),
                            "%s: %s".formatted(row.value10(), row.value4()),
                            row.value5() != null
                                    ? row.value5()
                                    : words(Values.of(row.value6()))
                                            + (row.value9() == null ? "" : ", approved by " + row.value9()),
                            row.value7()));
        });
    }

    /** What is written, for people: {@code Tags__c: Trade fair}. */
    private static String words(Map<String, @Nullable Object> written) {
        return written.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + (entry.getValue() == null ? "nothing" : entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
