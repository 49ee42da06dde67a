package io.salessync.outreach.leads;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads.Admission;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.leads.Leads.Happening;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Takes a page of candidates into a sequence: one at a time in a tenant, each taken or told why not, in a handful of statements. */
final class Admissions {
    static final int LONGEST_NAME = 200;
    static final int LONGEST_VALUE = 4_000;
    static final int MOST_FIELDS = 60;

    private static final List<String> LEAD = List.of(
            "tenant_id",
            "lead_id",
            "sequence_id",
            "version",
            "person_id",
            "name",
            "company",
            "company_key",
            "company_name",
            "email",
            "linkedin",
            "fields",
            "zone",
            "country",
            "state",
            "step",
            "next_at",
            "entered_at",
            "changed_at",
            "step_at",
            "invited_at",
            "connected_at",
            "replied_at",
            "ended_at",
            "row_version",
            "tries");
    private static final List<String> TOUCH = List.of(
            "tenant_id",
            "touch_id",
            "lead_id",
            "sequence_id",
            "version",
            "step",
            "variant",
            "action",
            "state",
            "evidence",
            "decided_at",
            "done_at",
            "settled_at");

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

    private final PostgresLeads leads;
    private final Customers customers;
    private final Suppressions suppressions;
    private final DSLContext sql;
    private final TenantId tenant;
    private final Sequences.Live sequence;
    private final String who;
    private final Terms terms;
    private final Instant now;

    Admissions(
            PostgresLeads leads,
            Customers customers,
            Suppressions suppressions,
            DSLContext sql,
            TenantId tenant,
            Sequences.Live sequence,
            String who,
            Terms terms,
            Instant now) {
        this.leads = leads;
        this.customers = customers;
        this.suppressions = suppressions;
        this.sql = sql;
        this.tenant = tenant;
        this.sequence = sequence;
        this.who = who;
        this.terms = terms;
        this.now = now;
    }

    /**
     * On what terms leads are taken in.
     *
     * @param source for the story, such as {@code csv leads.csv}
     * @param mostPerCompany at work at once, over all sequences; 0: as many as there are
     * @param again whether people who went through this sequence before enter again
     */
    record Terms(String source, int mostPerCompany, boolean again) {
        static Terms standard(String source) {
            return new Terms(source, 0, false);
        }
    }

    /**
     * A candidate with what is known of what another tool did.
     *
     * @param since when it was invited, connected or answered there; null: not known
     */
    record Entrant(Candidate candidate, @Nullable Instant since) {
        Entrant(Candidate candidate) {
            this(candidate, null);
        }
    }

    /** Waits until no other transaction of the tenant takes leads in, and keeps others waiting until this one ends. */
    static void alone(DSLContext sql, TenantId tenant) {
        sql.fetch("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "outreach leads " + tenant);
    }

    private record Key(String kind, String value) {}

    private static final class Ready {
        private final Entrant entrant;
        private final Lead lead;
        private final List<Step> done;

        Ready(Entrant entrant, Lead lead, List<Step> done) {
            this.entrant = entrant;
            this.lead = lead;
            this.done = done;
        }

        List<Key> keys() {
            List<Key> keys = new ArrayList<>();
            if (lead.person() != null) {
                keys.add(new Key("PERSON", lead.person().toString()));
            }
            if (lead.linkedin() != null) {
                keys.add(new Key("LINKEDIN", lead.linkedin()));
            }
            if (lead.email() != null) {
                keys.add(new Key("EMAIL", lead.email()));
            }
            return keys;
        }
    }

    /** A candidate on its way through the checks; taken unless something says why not. */
    private static final class Slot {
        private final Candidate candidate;
        private @Nullable Ready ready;
        private @Nullable String why;

        Slot(Candidate candidate) {
            this.candidate = candidate;
        }
    }

    List<Admission> take(List<Entrant> entrants) {
        if (sequence.state() == Sequences.State.ARCHIVED) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” is archived: nobody enters it any more."
                            .formatted(sequence.document().name()));
        }
        alone(sql, tenant);
        List<Slot> slots = prepared(entrants);
        List<Ready> open = open(slots);
        Map<Key, String> known = known(open);
        Map<Lead, String> listed = suppressions.listed(
                sql, tenant, open.stream().map(one -> one.lead).toList(), now);
        Map<UUID, String> objecting = objecting(open);
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            if (ready == null || slot.why != null) {
                continue;
            }
            // that they may not be written to says more than that they are known
            UUID person = ready.lead.person();
            slot.why = listed.get(ready.lead);
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
        write(open(slots));
        List<Admission> told = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            told.add(new Admission(
                    slot.candidate.row(), ready == null || slot.why != null ? null : ready.lead.id(), slot.why));
        }
        return told;
    }

    private List<Slot> prepared(List<Entrant> entrants) {
        List<Slot> slots = new ArrayList<>(entrants.size());
        Map<Key, Integer> rows = new HashMap<>();
        for (Entrant entrant : entrants) {
            Slot slot = new Slot(entrant.candidate());
            slots.add(slot);
            Ready ready;
            try {
                ready = ready(entrant);
            } catch (Names.Unfit unfit) {
                slot.why = unfit.getMessage();
                continue;
            }
            slot.ready = ready;
            for (Key key : ready.keys()) {
                Integer before = rows.putIfAbsent(key, slot.candidate.row());
                if (before != null && slot.why == null) {
                    slot.why = before == 0
                            ? "%s is in the list twice.".formatted(key.value())
                            : "%s is in row %d already.".formatted(key.value(), before);
                }
            }
        }
        return slots;
    }

    private static List<Ready> open(List<Slot> slots) {
        List<Ready> open = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.ready != null && slot.why == null) {
                open.add(slot.ready);
            }
        }
        return open;
    }

    private Ready ready(Entrant entrant) {
        Candidate candidate = entrant.candidate();
        String email = Names.email(candidate.email());
        String linkedin = Names.linkedin(candidate.linkedin());
        if (email == null && linkedin == null) {
            throw new Names.Unfit("There is neither an e-mail address nor a LinkedIn profile to reach them by.");
        }
        if (candidate.fields().size() > MOST_FIELDS) {
            throw new Names.Unfit("It has %d fields; a lead has at most %d."
                    .formatted(candidate.fields().size(), MOST_FIELDS));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        candidate.fields().forEach((name, value) -> {
            if (value.length() > LONGEST_VALUE) {
                throw new Names.Unfit("'%s' has %,d characters; a value has at most %,d. Cut it."
                        .formatted(Names.shown(name), value.length(), LONGEST_VALUE));
            }
            if (!value.isBlank()) {
                fields.put(name, value);
            }
        });
        String name = name(fields, email, linkedin);
        String company = fields.getOrDefault("company", "").strip();
        for (Map.Entry<String, String> one :
                Map.of("name", name, "company", company).entrySet()) {
            if (one.getValue().codePointCount(0, one.getValue().length()) > LONGEST_NAME) {
                throw new Names.Unfit("The %s '%s' has more than %d characters. Cut it."
                        .formatted(one.getKey(), Names.shown(one.getValue()), LONGEST_NAME));
            }
        }
        LeadState state = candidate.state();
        List<Step> steps = sequence.document().steps();
        String step = steps.isEmpty() ? null : steps.getFirst().id();
        List<Step> done = List.of();
        switch (state) {
            case PENDING_INVITE, REPLIED -> {}
            case INVITE_SENT, CONNECTED -> {
                Documents.Behind behind = Documents.behindInvitation(steps).orElse(null);
                if (behind != null) {
                    step = behind.step();
                    done = behind.done();
                } else if (state == LeadState.INVITE_SENT) {
                    throw new Names.Unfit(
                            "It is invited already, and the sequence “%s” has no invitation that could count as sent."
                                    .formatted(sequence.document().name()));
                }
            }
            default ->
                throw new Names.Unfit(
                        "A lead cannot enter as %s: say nothing, INVITE_SENT, CONNECTED or REPLIED.".formatted(state));
        }
        Instant since = entrant.since() == null || entrant.since().isAfter(now) ? now : entrant.since();
        boolean ended = state.ended();
        boolean connected = state == LeadState.CONNECTED;
        String country = candidate.country().strip().toUpperCase(Locale.ROOT);
        Lead lead = new Lead(
                UUID.randomUUID(),
                sequence.sequence(),
                sequence.version(),
                candidate.person(),
                name,
                company,
                Names.companyKey(company, email),
                email,
                linkedin,
                fields,
                zone(candidate.zone(), country),
                country,
                state,
                null,
                null,
                ended ? null : step,
                ended ? null : now,
                null,
                null,
                null,
                null,
                0,
                null,
                now,
                now,
                now,
                state == LeadState.INVITE_SENT ? since : null,
                connected ? since : null,
                ended ? since : null,
                ended ? now : null,
                1);
        return new Ready(entrant, lead, done);
    }

    private static String name(Map<String, String> fields, @Nullable String email, @Nullable String linkedin) {
        String whole = fields.getOrDefault("name", "").strip();
        if (whole.isEmpty()) {
            whole = (fields.getOrDefault("first_name", "") + " " + fields.getOrDefault("last_name", "")).strip();
        }
        return whole.isEmpty() ? Objects.requireNonNullElse(email, String.valueOf(linkedin)) : whole;
    }

    private static @Nullable ZoneId zone(@Nullable String given, String country) {
        if (given == null || given.isBlank()) {
            return Zones.of(country);
        }
        try {
            return ZoneId.of(given.strip());
        } catch (DateTimeException e) {
            throw new Names.Unfit("'%s' is no time zone, such as Europe/Berlin.".formatted(Names.shown(given)));
        }
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
                .map(one -> one.lead.person())
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
        if (terms.mostPerCompany() <= 0) {
            return;
        }
        String[] keys = open(slots).stream()
                .map(one -> one.lead.companyKey())
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        Map<String, Integer> busy = new HashMap<>();
        sql.fetch(
                        "SELECT company_key, count(*)::int FROM outreach.lead WHERE tenant_id = ? AND company_key = ANY (?::text[])"
                                + " AND company_key <> '' AND ended_at IS NULL GROUP BY 1",
                        tenant.value(),
                        keys)
                .forEach(row -> busy.put(row.get(0, String.class), row.get(1, Integer.class)));
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            if (ready == null || slot.why != null || ready.lead.state().ended()) {
                continue;
            }
            String key = ready.lead.companyKey();
            int working = busy.getOrDefault(key, 0);
            if (!key.isEmpty() && working >= terms.mostPerCompany()) {
                slot.why = "%d of their company (%s) are at work already; more are not wanted at once."
                        .formatted(working, key);
            } else {
                busy.put(key, working + 1);
            }
        }
    }

    private void write(Collection<Ready> taken) {
        if (taken.isEmpty()) {
            return;
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<Map<String, @Nullable Object>> words = new ArrayList<>();
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        List<Map<String, @Nullable Object>> marks = new ArrayList<>();
        List<UUID> working = new ArrayList<>();
        for (Ready one : taken) {
            Lead lead = one.lead;
            rows.add(Rows.whole(tenant, lead));
            Map<String, @Nullable Object> word = TenantRows.of(tenant);
            word.put("lead_id", lead.id());
            word.put("search", Names.search(lead));
            words.add(word);
            Map<String, Object> evidence = new LinkedHashMap<>();
            evidence.put("source", terms.source());
            if (one.entrant.candidate().row() > 0) {
                evidence.put("row", one.entrant.candidate().row());
            }
            events.add(Rows.event(
                    tenant,
                    lead,
                    null,
                    lead.state(),
                    new Happening(
                            EventKind.ENTERED,
                            now,
                            lead.step(),
                            "",
                            null,
                            "Taken in by %s (%s).".formatted(who, terms.source()),
                            evidence,
                            who)));
            EventKind earlier = earlier(lead.state());
            if (earlier != null) {
                // who replied there may have been neither invited nor connected by what the file says
                Instant since = Stream.of(lead.repliedAt(), lead.connectedAt(), lead.invitedAt())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now);
                String step = one.done.isEmpty() ? null : one.done.getLast().id();
                events.add(Rows.event(
                        tenant,
                        lead,
                        null,
                        lead.state(),
                        new Happening(
                                earlier,
                                since,
                                step,
                                "",
                                null,
                                "Done before the lead came here, as the import says: it is not done again.",
                                Map.of("source", "import", "said", lead.state().name()),
                                who)));
            }
            for (Step step : one.done) {
                Instant since = Objects.requireNonNullElse(
                        lead.invitedAt(), Objects.requireNonNullElse(lead.connectedAt(), now));
                marks.add(mark(tenant, lead, step, since, "import"));
            }
            if (!lead.state().ended()) {
                working.add(lead.id());
            }
        }
        TenantRows.insert(sql, "outreach.lead", LEAD, rows);
        TenantRows.insert(sql, "outreach.lead_search", List.of("tenant_id", "lead_id", "search"), words);
        TenantRows.insert(sql, "outreach.touch", TOUCH, marks);
        Rows.events(sql, events);
        PostgresLeads.keys(sql, tenant, working);
        leads.tell(sql, tenant, taken.stream().map(one -> one.lead).toList());
    }

    /** Stands for a step that was done elsewhere: its uniqueness keeps it from ever being done by us. */
    static Map<String, @Nullable Object> mark(TenantId tenant, Lead lead, Step step, Instant at, String source) {
        Map<String, @Nullable Object> mark = TenantRows.of(tenant);
        mark.put("touch_id", UUID.randomUUID());
        mark.put("lead_id", lead.id());
        mark.put("sequence_id", lead.sequence());
        mark.put("version", lead.version());
        mark.put("step", step.id());
        mark.put("variant", "");
        mark.put("action", Documents.action(step));
        mark.put("state", "DONE");
        mark.put("evidence", Map.of("source", source));
        mark.put("decided_at", at);
        mark.put("done_at", at);
        mark.put("settled_at", at);
        return mark;
    }

    static void marks(DSLContext sql, List<Map<String, @Nullable Object>> marks) {
        TenantRows.insert(sql, "outreach.touch", TOUCH, marks);
    }

    private static @Nullable EventKind earlier(LeadState state) {
        return switch (state) {
            case INVITE_SENT -> EventKind.INVITED;
            case CONNECTED -> EventKind.CONNECTED;
            case REPLIED -> EventKind.REPLIED;
            default -> null;
        };
    }
}
