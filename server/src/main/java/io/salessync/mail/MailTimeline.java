package io.salessync.mail;

import static io.salessync.mail.jooq.Tables.MESSAGE;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Mails that were queued about a record, with how they stand now. Recipients and texts are for the mail log, which asks who reads it. */
@Component
class MailTimeline implements TimelineSource {
    private final Database database;

    MailTimeline(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        Condition such = MESSAGE.TENANT_ID.eq(tenant.value()).and(MESSAGE.RECORD_KEY.eq(recordKey));
        Condition all = before == null ? such : such.and(MESSAGE.QUEUED_AT.lt(before));
        return database.inTenant(
                tenant,
                sql -> sql.select(
                                MESSAGE.QUEUED_AT,
                                MESSAGE.MAIL_ID,
                                MESSAGE.STATE,
                                MESSAGE.SUBJECT,
                                MESSAGE.ERROR,
                                MESSAGE.RUN_ID)
                        .from(MESSAGE)
                        .where(all)
                        .orderBy(MESSAGE.QUEUED_AT.desc())
                        .limit(limit)
                        .fetch(row -> new Entry(
                                row.value1(),
                                "mail",
                                row.value2().toString(),
                                row.value3(),
                                row.value4(),
                                row.value5(),
                                row.value6())));
    }
}
