package io.salessync.outreach.leads;

import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Pages of leads, those that entered last first. */
final class LeadSearch {
    /** A search with more finds is narrowed by more words. */
    private static final int MOST_FOUND = 5_000;

    private LeadSearch() {}

    record Filter(
            @Nullable UUID sequence,
            @Nullable LeadState state,
            @Nullable Blocker blocker,
            @Nullable String reason,
            @Nullable UUID sender,
            @Nullable String words) {}

    /** Where a page ended. */
    record Place(Instant entered, UUID lead) {
        static Place of(Lead lead) {
            return new Place(lead.enteredAt(), lead.id());
        }

        static @Nullable Place read(@Nullable String text) {
            if (text == null || text.isBlank()) {
                return null;
            }
            try {
                int cut = text.indexOf('_');
                return new Place(Instant.parse(text.substring(0, cut)), UUID.fromString(text.substring(cut + 1)));
            } catch (DateTimeParseException | IllegalArgumentException | IndexOutOfBoundsException e) {
                throw Parameters.wrong(
                        OutreachProblem.WRONG_CURSOR, "after", Names.shown(text), "give the “next” of the last page");
            }
        }

        @Override
        public String toString() {
            return entered + "_" + lead;
        }
    }

    static List<Lead> page(DSLContext sql, TenantId tenant, Filter filter, @Nullable Place after, int limit) {
        StringBuilder conditions = new StringBuilder("l.tenant_id = ?");
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        narrow(conditions, values, "l.sequence_id = ?", filter.sequence());
        narrow(
                conditions,
                values,
                "l.state = ?",
                filter.state() == null ? null : filter.state().name());
        narrow(
                conditions,
                values,
                "l.ended_at IS NULL AND l.blocker = ?",
                filter.blocker() == null ? null : filter.blocker().name());
        narrow(conditions, values, "l.reason = ?", filter.reason());
        if (filter.sender() != null) {
            conditions.append(" AND (l.sender_id = ? OR l.mail_sender_id = ?)");
            values.add(filter.sender());
            values.add(filter.sender());
        }
        if (filter.words() != null) {
            String[] patterns = Stream.of(
                            filter.words().toLowerCase(Locale.ROOT).strip().split("\\s+"))
                    .limit(8)
                    .map(word -> "%" + literal(word) + "%")
                    .toArray(String[]::new);
            conditions.append(" AND l.lead_id = ANY (ARRAY(SELECT outreach.leads_like(?::text[], ?)))");
            values.add(patterns);
            values.add(MOST_FOUND);
        }
        if (after != null) {
            conditions.append(" AND (l.entered_at, l.lead_id) < (?::timestamptz, ?)");
            values.add(after.entered().toString());
            values.add(after.lead());
        }
        values.add(limit);
        return sql.fetch(
                        "SELECT l.* FROM outreach.lead l WHERE " + conditions
                                + " ORDER BY l.entered_at DESC, l.lead_id DESC LIMIT ?",
                        values.toArray())
                .map(Rows::lead);
    }

    /** As LIKE takes a word to mean itself. */
    static String literal(String word) {
        return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private static void narrow(
            StringBuilder conditions, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.append(" AND ").append(condition);
            values.add(value);
        }
    }
}
