package io.salessync.outreach.leads;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Admissions.Key;
import io.salessync.outreach.leads.Admissions.Ready;
import io.salessync.outreach.leads.Admissions.Slot;
import io.salessync.outreach.leads.Admissions.Terms;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;

/** Why candidates are not taken in: they may not be written to, are at work, were here before, or there are enough of their company. */
final class Obstacles {
    private static final String AT_WORK = """
            SELECT k.kind, k.value, l.sequence_id, s.name FROM outreach.lead_key k
            JOIN outreach.lead l USING (tenant_id, lead_id) JOIN outreach.sequence s ON s.tenant_id = l.tenant_id AND s.sequence_id = l.sequence_id
            WHERE k.tenant_id = ? AND (k.kind, k.value) IN (SELECT * FROM unnest(?::text[], ?::text[]))
            """;

    private static final String BEFORE = """
            SELECT o.kind, o.value, l.sequence_id,
                (SELECT max(coalesce(t.done_at, t.decided_at)) FROM outreach.touch t WHERE t.tenant_id = l.tenant_id
                   AND t.lead_id = l.lead_id AND t.state IN ('DECIDED', 'DONE', 'UNKNOWN')) AS touched
            FROM (SELECT 'EMAIL' AS kind, email AS value, lead_id FROM outreach.lead WHERE tenant_id = ? AND email = ANY (?::text[])
              UNION ALL SELECT 'LINKEDIN', linkedin, lead_id FROM outreach.lead WHERE tenant_id = ? AND linkedin = ANY (?::text[])
              UNION ALL SELECT 'PERSON', person_id::text, lead_id FROM outreach.lead WHERE tenant_id = ? AND person_id = ANY (?::uuid[])) o
            JOIN outreach.lead l ON l.tenant_id = ? AND l.lead_id = o.lead_id
            """;

    private final Customers customers;
    private final Suppressions suppressions;
    private final DSLContext sql;
    private final TenantId tenant;
    private final Sequences.Live sequence;
    private final Terms terms;
    private final Instant now;

    Obstacles(
            Customers customers,
            Suppressions suppressions,
            DSLContext sql,
            TenantId tenant,
            Sequences.Live sequence,
            Terms terms,
            Instant now) {
        this.customers = customers;
        this.suppressions = suppressions;
        this.sql = sql;
        this.tenant = tenant;
        this.sequence = sequence;
        this.terms = terms;
        this.now = now;
    }

    /**
     * Tells each candidate what is in its way.
     *
     * @param open those of them whom nothing is in the way of yet
     */
    void tell(List<Slot> slots, List<Ready> open) {
        Map<Key, String> known = known(open);
        Map<Lead, String> listed =
                suppressions.listed(sql, tenant, open.stream().map(Ready::lead).toList(), now);
        Map<UUID, String> objecting = objecting(open);
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            if (ready == null || slot.why != null) {
                continue;
            }
            // that they may not be written to says more than that they are known
            UUID person = ready.lead().person();
            slot.why = listed.get(ready.lead());
            if (slot.why == null && person != null) {
                slot.why = objecting.get(person);
            }
            if (slot.why == null) {
                slot.why = ready.keys().stream()
                        .map(known::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            }
        }
        companies(slots);
    }

    /** Why people with such a key are not taken in: at work, been here before, written to not long ago. */
    private Map<Key, String> known(List<Ready> open) {
        Map<Key, String> why = new HashMap<>();
        List<Key> keys = open.stream().flatMap(one -> one.keys().stream()).toList();
        if (keys.isEmpty()) {
            return why;
        }
        int quiet = sequence.document().settings().quietDays();
        Map<String, List<String>> values = keys.stream()
                .collect(Collectors.groupingBy(Key::kind, Collectors.mapping(Key::value, Collectors.toList())));
        sql.fetch(
                        BEFORE,
                        tenant.value(),
                        values.getOrDefault("EMAIL", List.of()).toArray(String[]::new),
                        tenant.value(),
                        values.getOrDefault("LINKEDIN", List.of()).toArray(String[]::new),
                        tenant.value(),
                        values.getOrDefault("PERSON", List.of()).toArray(String[]::new),
                        tenant.value())
                .forEach(row -> {
                    Key key = new Key(row.get("kind", String.class), row.get("value", String.class));
                    Instant touched = row.get("touched", Instant.class);
                    if (!terms.again() && sequence.sequence().equals(row.get("sequence_id", UUID.class))) {
                        why.put(key, "They went through this sequence before.");
                    } else if (touched != null
                            && touched.plus(Duration.ofDays(quiet)).isAfter(now)) {
                        why.putIfAbsent(
                                key,
                                "They were written to on %s; the sequence keeps %d days of quiet."
                                        .formatted(touched.toString().substring(0, 10), quiet));
                    }
                });
        sql.fetch(
                        AT_WORK,
                        tenant.value(),
                        keys.stream().map(Key::kind).toArray(String[]::new),
                        keys.stream().map(Key::value).toArray(String[]::new))
                .forEach(row -> why.put(
                        new Key(row.get("kind", String.class), row.get("value", String.class)),
                        sequence.sequence().equals(row.get("sequence_id", UUID.class))
                                ? "They are in this sequence already."
                                : "They are at work in the sequence “%s”.".formatted(row.get("name", String.class))));
        return why;
    }

    /** By customer why they may not be written to: where none of the ways the sequence uses is open. */
    private Map<UUID, String> objecting(List<Ready> open) {
        Set<UUID> people = open.stream()
                .map(one -> one.lead().person())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<UUID, String> why = new HashMap<>();
        if (people.isEmpty()) {
            return why;
        }
        String purpose = sequence.document().settings().purpose().isBlank()
                ? Consent.ANY_PURPOSE
                : sequence.document().settings().purpose();
        Map<Leads.Channel, Map<UUID, Consent>> said = new EnumMap<>(Leads.Channel.class);
        for (Leads.Channel channel : Documents.channels(sequence.document().steps())) {
            said.put(
                    channel,
                    customers.consents(sql, tenant, people, PostgresLeads.consentChannel(channel), purpose, now));
        }
        for (UUID person : people) {
            List<Consent> consents = said.values().stream()
                    .map(by -> by.get(person))
                    .filter(Objects::nonNull)
                    .toList();
            if (!consents.isEmpty() && consents.stream().allMatch(one -> one.state() == Consent.State.WITHDRAWN)) {
                why.put(person, consents.getFirst().why());
            }
        }
        return why;
    }

    private void companies(List<Slot> slots) {
        SequenceDocument.Settings settings = sequence.document().settings();
        // the sequence's own bound holds however they come in
        int most = IntStream.of(terms.mostPerCompany(), settings.perCompany())
                .filter(bound -> bound > 0)
                .min()
                .orElse(0);
        boolean together = settings.stop() == SequenceDocument.StopOnReply.COMPANY;
        String[] keys = Admissions.open(slots).stream()
                .map(one -> one.lead().companyKey())
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        Map<String, String> replied = together ? replied(keys, settings.quietDays()) : Map.of();
        Map<String, Integer> busy = most == 0 ? Map.of() : busy(keys);
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            if (ready == null || slot.why != null || ready.lead().state().ended()) {
                continue;
            }
            String key = ready.lead().companyKey();
            int working = busy.getOrDefault(key, 0);
            if (replied.containsKey(key)) {
                slot.why = replied.get(key);
            } else if (most > 0 && !key.isEmpty() && working >= most) {
                slot.why = "%d of their company (%s) are at work already; more are not wanted at once."
                        .formatted(working, key);
            } else if (most > 0) {
                busy.put(key, working + 1);
            }
        }
    }

    private Map<String, Integer> busy(String[] keys) {
        Map<String, Integer> busy = new HashMap<>();
        sql.fetch(
                        "SELECT company_key, count(*)::int FROM outreach.lead WHERE tenant_id = ? AND company_key = ANY (?::text[])"
                                + " AND company_key <> '' AND ended_at IS NULL GROUP BY 1",
                        tenant.value(),
                        keys)
                .forEach(row -> busy.put(row.get(0, String.class), row.get(1, Integer.class)));
        return busy;
    }

    /** A reply stops colleagues who are at work; those who come later are not to be written to in the middle of that conversation either. */
    private Map<String, String> replied(String[] keys, int quiet) {
        Map<String, String> why = new HashMap<>();
        sql.fetch(
                        // what a file says of replies elsewhere lies before the lead came in
                        "SELECT DISTINCT ON (company_key) company_key, name, replied_at FROM outreach.lead WHERE tenant_id = ?"
                                + " AND company_key = ANY (?::text[]) AND company_key <> '' AND replied_at > entered_at"
                                + " AND replied_at > ?::timestamptz ORDER BY company_key, replied_at DESC",
                        tenant.value(),
                        keys,
                        now.minus(Duration.ofDays(quiet)).toString())
                .forEach(row -> why.put(
                        row.get(0, String.class),
                        "“%s” of their company answered on %s; the sequence keeps %d days of quiet then."
                                .formatted(
                                        row.get(1, String.class),
                                        row.get(2, Instant.class).toString().substring(0, 10),
                                        quiet)));
        return why;
    }
}
