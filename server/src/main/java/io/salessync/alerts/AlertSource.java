package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A condition that somebody has to look for, since nothing happens when it begins; a bean of any module. It is looked at about once
 * a minute for each tenant. What it finds is an alert for as long as it finds it; what it finds no more has recovered.
 */
public interface AlertSource {
    /**
     * Something that is so at this moment.
     *
     * @param group names it among the findings of the rule; the same finding has the same group each time
     * @param title one line
     * @param detail a sentence or two: what, where, what to do
     * @param link the page it is about, such as {@code /runs/…}
     */
    record Finding(
            String group,
            Severity severity,
            String title,
            String detail,
            @Nullable String link,
            @Nullable UUID run) {}

    /** The key of its rule, such as {@code run-stuck}. No two sources have the same. */
    String rule();

    /**
     * Looks; outside any transaction, so it opens its own.
     *
     * @param settings the rule's numbers as the tenant has them, by name; empty for a rule that ships without
     * @throws RuntimeException when it cannot tell: then nothing is raised and nothing recovers
     */
    List<Finding> look(TenantId tenant, Map<String, Integer> settings);
}
