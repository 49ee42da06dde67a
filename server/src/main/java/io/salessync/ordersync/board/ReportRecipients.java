package io.salessync.ordersync.board;

import static io.salessync.ordersync.jooq.Tables.REPORT_MAIL;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.MailAddress;
import io.salessync.ordersync.OrderSyncProblem;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** To whom the reports of a sync go by themselves. */
@Component
public final class ReportRecipients {
    private static final int MOST = 20;

    private final InstantSource clock;

    ReportRecipients(InstantSource clock) {
        this.clock = clock;
    }

    /** When the report of a run goes out by itself. */
    public enum When {
        NEVER,
        /** When the run failed, rows of it failed, or a verify found differences. */
        FAILURES,
        ALWAYS
    }

    /** @param recipients addresses, each once */
    public record Chosen(List<String> recipients, When when) {
        static final Chosen NOBODY = new Chosen(List.of(), When.NEVER);
    }

    /** What is set for the sync; nobody and never where nothing is. */
    public Chosen of(DSLContext sql, TenantId tenant, UUID syncId) {
        return sql.selectFrom(REPORT_MAIL)
                .where(REPORT_MAIL.TENANT_ID.eq(tenant.value()).and(REPORT_MAIL.SYNC_ID.eq(syncId)))
                .fetchOptional(row -> new Chosen(Arrays.asList(row.getRecipients()), When.valueOf(row.getSendWhen())))
                .orElse(Chosen.NOBODY);
    }

    /**
     * Sets it.
     *
     * @throws Problem when one is not an address, when there are too many, or none although something is to be sent
     */
    public Chosen set(DSLContext sql, TenantId tenant, UUID syncId, Chosen wanted) {
        List<String> addresses = addresses(wanted.recipients());
        if (addresses.isEmpty() && wanted.when() != When.NEVER) {
            throw Problem.of(
                            OrderSyncProblem.WRONG_RECIPIENTS,
                            "Reports are to be sent, but to nobody: name an address, or choose never.")
                    .with("field", "recipients");
        }
        sql.insertInto(REPORT_MAIL)
                .set(REPORT_MAIL.TENANT_ID, tenant.value())
                .set(REPORT_MAIL.SYNC_ID, syncId)
                .set(REPORT_MAIL.RECIPIENTS, addresses.toArray(String[]::new))
                .set(REPORT_MAIL.SEND_WHEN, wanted.when().name())
                .set(REPORT_MAIL.UPDATED_AT, clock.instant())
                .onConflict(REPORT_MAIL.TENANT_ID, REPORT_MAIL.SYNC_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
        return new Chosen(addresses, wanted.when());
    }

    /** The addresses as they are stored and sent to: checked, and each once, however it is written. */
    static List<String> addresses(List<String> given) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String one : given) {
            String address = MailAddress.parse(one).text();
            found.putIfAbsent(address.toLowerCase(Locale.ROOT), address);
        }
        if (found.size() > MOST) {
            throw Problem.of(
                            OrderSyncProblem.WRONG_RECIPIENTS,
                            "%d addresses are named; a report goes to %d at most. Name a distribution list of your mail server."
                                    .formatted(found.size(), MOST))
                    .with("field", "recipients")
                    .with("value", found.size());
        }
        return List.copyOf(found.values());
    }
}
