package io.salessync.mail;

import static io.salessync.mail.jooq.Tables.MESSAGE;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails.State;
import io.salessync.mail.jooq.tables.records.MessageRecord;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads mails as people see them. */
@Component
class MailRows {
    private final Database database;

    MailRows(Database database) {
        this.database = database;
    }

    /** @param before the position where the last page ended; null: from the newest */
    record Filter(
            @Nullable State state,
            @Nullable String recipient,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String text,
            @Nullable UUID run,
            @Nullable String recordKey,
            @Nullable Long before,
            int limit) {}

    List<MessageRecord> list(TenantId tenant, Filter filter) {
        Condition such = MESSAGE.TENANT_ID.eq(tenant.value());
        if (filter.state() != null) {
            such = such.and(MESSAGE.STATE.eq(filter.state().name()));
        }
        if (filter.recipient() != null) {
            such = such.and(MESSAGE.RECIPIENT.containsIgnoreCase(filter.recipient()));
        }
        if (filter.from() != null) {
            such = such.and(MESSAGE.QUEUED_AT.ge(filter.from()));
        }
        if (filter.to() != null) {
            such = such.and(MESSAGE.QUEUED_AT.lt(filter.to()));
        }
        if (filter.text() != null) {
            such = such.and(MESSAGE.SUBJECT
                    .containsIgnoreCase(filter.text())
                    .or(MESSAGE.RECIPIENT.containsIgnoreCase(filter.text()))
                    .or(MESSAGE.REASON.containsIgnoreCase(filter.text()))
                    .or(MESSAGE.RECORD_KEY.eq(filter.text())));
        }
        if (filter.run() != null) {
            such = such.and(MESSAGE.RUN_ID.eq(filter.run()));
        }
        if (filter.recordKey() != null) {
            such = such.and(MESSAGE.RECORD_KEY.eq(filter.recordKey()));
        }
        if (filter.before() != null) {
            such = such.and(MESSAGE.POSITION.lt(filter.before()));
        }
        Condition all = such;
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(MESSAGE)
                        .where(all)
                        .orderBy(MESSAGE.POSITION.desc())
                        .limit(filter.limit())
                        .fetch());
    }

    MessageRecord one(TenantId tenant, UUID id) {
        MessageRecord found = database.inTenant(
                tenant,
                sql -> sql.selectFrom(MESSAGE)
                        .where(MESSAGE.TENANT_ID.eq(tenant.value()).and(MESSAGE.MAIL_ID.eq(id)))
                        .fetchOne());
        if (found == null) {
            throw PostgresMails.unknown(id);
        }
        return found;
    }
}
