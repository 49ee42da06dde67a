package io.salessync.alerts;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The door for whoever notices something that people should hear of. */
public interface Alerts {
    /** How much it matters. */
    enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }

    /**
     * Something noticed.
     *
     * @param rule the key of the rule that noticed it, such as {@code run-failed}; rules say who hears of it and how
     * @param group things of one rule and group are one alert while it is open
     * @param title one line
     * @param detail a sentence or two: what, where, what to do
     * @param link the page it is about, such as {@code /runs/…}
     */
    record Notice(
            String rule,
            String group,
            Severity severity,
            String title,
            String detail,
            @Nullable String link,
            @Nullable UUID run,
            @Nullable String recordKey) {}

    /** Raises an alert in the open transaction, or counts on one that is open. */
    void raise(DSLContext sql, TenantId tenant, Notice notice);

    /** What was noticed is over: closes the open alert of the group, where there is one, with a notice of recovery. */
    void recovered(DSLContext sql, TenantId tenant, String rule, String group, String detail);
}
