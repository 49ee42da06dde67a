package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * What people switched off: everything, teams, senders. Whatever goes out of an account or looks at somebody by it asks here.
 *
 * @param allOffSince UTC; null: not everything is off
 * @param why everything is off; null: nobody said
 * @param teams that are off
 */
public record Switches(
        @Nullable Instant allOffSince, @Nullable String why, List<String> teams) {
    private static final String READ =
            "SELECT killed_at, killed_why, killed_teams FROM outreach.settings WHERE tenant_id = ?";

    /** As they stand. */
    public static Switches read(DSLContext sql, TenantId tenant) {
        return of(sql.fetchOne(READ, tenant.value()));
    }

    /**
     * As they stand until the transaction ends: whoever switches waits for it, the first time too. A tenant of which nothing was ever set
     * has no row that could be locked, so it gets one.
     */
    public static Switches held(DSLContext sql, TenantId tenant) {
        String query = READ + " FOR SHARE";
        Record row = sql.fetchOne(query, tenant.value());
        if (row == null) {
            row(sql, tenant);
            row = sql.fetchOne(query, tenant.value());
        }
        return of(row);
    }

    /** Makes sure that the tenant has settings; waits for whoever makes them at the same moment. */
    static void row(DSLContext sql, TenantId tenant) {
        sql.execute(
                "INSERT INTO outreach.settings (tenant_id, salt) VALUES (?, ?) ON CONFLICT DO NOTHING",
                tenant.value(),
                UUID.randomUUID().toString() + UUID.randomUUID());
    }

    private static Switches of(@Nullable Record row) {
        return row == null
                ? new Switches(null, null, List.of())
                : new Switches(
                        row.get(0, Instant.class), row.get(1, String.class), List.of(row.get(2, String[].class)));
    }

    /** Why nothing goes out of a sender, in a sentence: its switch, its team's or all; null: it is on. */
    public @Nullable String off(Sender sender) {
        if (allOffSince != null) {
            return "All sending is switched off" + because(why);
        }
        if (!sender.team().isEmpty() && teams.contains(sender.team())) {
            return "All sending of the team “%s” is switched off.".formatted(sender.team());
        }
        return sender.killedAt() == null
                ? null
                : "“%s” is switched off".formatted(sender.name()) + because(sender.killedWhy());
    }

    private static String because(@Nullable String why) {
        return why == null || why.isBlank() ? "." : ": " + why;
    }
}
