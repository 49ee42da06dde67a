package io.salessync.outreach.inbox;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What outreach did with a person and what was said, on their timeline. */
@Component
class OutreachTimeline implements TimelineSource {
    private static final String EVENTS = """
            SELECT e.at, e.event_id::text AS id, e.kind, e.note, e.who, q.name AS sequence FROM outreach.event e
            JOIN outreach.lead l ON l.tenant_id = e.tenant_id AND l.lead_id = e.lead_id
            JOIN outreach.sequence q ON q.tenant_id = e.tenant_id AND q.sequence_id = e.sequence_id
            WHERE e.tenant_id = ? AND l.person_id = ? AND (?::timestamptz IS NULL OR e.at < ?::timestamptz)
            ORDER BY e.at DESC LIMIT ?
            """;

    private static final String MESSAGES = """
            SELECT m.at, m.message_id::text AS id, m.ours, m.state, m.text, m.effect, c.channel, s.name FROM outreach.message m
            JOIN outreach.conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
            JOIN outreach.sender s ON s.tenant_id = m.tenant_id AND s.sender_id = m.sender_id
            WHERE m.tenant_id = ? AND c.person_id = ? AND (?::timestamptz IS NULL OR m.at < ?::timestamptz)
            ORDER BY m.at DESC LIMIT ?
            """;

    private static final int SHOWN = 500;

    private final Database database;

    OutreachTimeline(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        UUID person;
        try {
            person = UUID.fromString(recordKey);
        } catch (IllegalArgumentException nobodysId) {
            return List.of();
        }
        return database.inTenant(tenant, sql -> {
            List<Entry> all = new ArrayList<>();
            sql.fetch(EVENTS, tenant.value(), person, before, before, limit)
                    .forEach(row -> all.add(new Entry(
                            row.get("at", Instant.class),
                            "outreach",
                            row.get("id", String.class),
                            row.get("kind", String.class),
                            row.get("sequence", String.class) + ": " + row.get("note", String.class),
                            row.get("who", String.class),
                            null)));
            sql.fetch(MESSAGES, tenant.value(), person, before, before, limit)
                    .forEach(row -> all.add(new Entry(
                            row.get("at", Instant.class),
                            "message",
                            row.get("id", String.class),
                            row.get("state", String.class),
                            (row.get("ours", Boolean.class) ? "Said by " : "Said to ")
                                    + row.get("name", String.class)
                                    + ("EMAIL".equals(row.get("channel", String.class)) ? " by mail" : " on LinkedIn"),
                            cut(row.get("text", String.class)),
                            null)));
            all.sort(Comparator.comparing(Entry::at).reversed());
            return all.size() <= limit ? all : List.copyOf(all.subList(0, limit));
        });
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }
}
