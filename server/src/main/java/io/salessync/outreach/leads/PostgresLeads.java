package io.salessync.outreach.leads;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Leads as rows; whatever is done to many is a handful of statements. */
@Component
final class PostgresLeads implements Leads {
    /** News of more leads than that are told by their sequence alone. */
    private static final int TOLD_ONE_BY_ONE = 100;

    private static final String DUE = """
            SELECT * FROM outreach.lead
            WHERE tenant_id = ? AND ended_at IS NULL AND next_at <= ?::timestamptz
              AND (held_until IS NULL OR held_until <= ?::timestamptz)
            ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED
            """;
    private static final String NEXT_DUE = """
            SELECT least(
              (SELECT next_at FROM outreach.lead WHERE tenant_id = ? AND ended_at IS NULL AND next_at IS NOT NULL AND held_until IS NULL
               ORDER BY next_at LIMIT 1),
              (SELECT min(greatest(next_at, held_until)) FROM outreach.lead
               WHERE tenant_id = ? AND ended_at IS NULL AND next_at IS NOT NULL AND held_until IS NOT NULL))
            """;
    private static final String MOVE = """
            UPDATE outreach.lead l SET %s, row_version = l.row_version + 1
            FROM jsonb_populate_recordset(NULL::outreach.lead, ?::jsonb) n
            WHERE l.tenant_id = n.tenant_id AND l.lead_id = n.lead_id AND l.row_version = n.row_version RETURNING l.*
            """.formatted(
            Rows.MOVING.stream().map(column -> column + " = n." + column).collect(Collectors.joining(", ")));
    private static final String PUT_OFF = """
            UPDATE outreach.lead l SET next_at = n.next_at, blocker = n.blocker, blocker_note = n.blocker_note, held_until = NULL,
                looked_at = n.looked_at, row_version = l.row_version + 1
            FROM jsonb_populate_recordset(NULL::outreach.lead, ?::jsonb) n
            WHERE l.tenant_id = n.tenant_id AND l.lead_id = n.lead_id AND l.row_version = n.row_version AND l.ended_at IS NULL
            """;
    private static final String KEYS = """
            INSERT INTO outreach.lead_key (tenant_id, kind, value, lead_id)
            SELECT l.tenant_id, k.kind, k.value, l.lead_id FROM outreach.lead l,
                LATERAL (VALUES ('EMAIL', l.email), ('LINKEDIN', l.linkedin), ('PERSON', l.person_id::text)) k (kind, value)
            WHERE l.tenant_id = ? AND l.lead_id = ANY (?::uuid[]) AND k.value IS NOT NULL
            ON CONFLICT DO NOTHING
            """;
    private static final String KEY_OF_ANOTHER = """
            SELECT l.lead_id, k.lead_id AS other FROM outreach.lead l JOIN outreach.lead_key k ON k.tenant_id = l.tenant_id
              AND (k.kind, k.value) IN (('EMAIL', l.email), ('LINKEDIN', l.linkedin), ('PERSON', l.person_id::text))
            WHERE l.tenant_id = ? AND l.lead_id = ANY (?::uuid[]) AND k.lead_id <> l.lead_id LIMIT 1
            """;

    private final Customers customers;
    private final Documents documents;
    private final Suppressions suppressions;
    private final InstantSource clock;
    private final Live live;

    PostgresLeads(Customers customers, Documents documents, Suppressions suppressions, InstantSource clock, Live live) {
        this.customers = customers;
        this.documents = documents;
        this.suppressions = suppressions;
        this.clock = clock;
        this.live = live;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public Optional<Lead> lead(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch("SELECT * FROM outreach.lead WHERE tenant_id = ? AND lead_id = ?", tenant.value(), id).stream()
                .findFirst()
                .map(Rows::lead);
    }

    Lead get(DSLContext sql, TenantId tenant, UUID id) {
        return lead(sql, tenant, id).orElseThrow(() -> unknown(id));
    }

    static Problem unknown(UUID id) {
        return Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no lead %s.".formatted(id))
                .with("lead", id.toString());
    }

    @Override
    public Optional<Lead> locked(DSLContext sql, TenantId tenant, UUID id) {
        return sql
                .fetch("SELECT * FROM outreach.lead WHERE tenant_id = ? AND lead_id = ? FOR UPDATE", tenant.value(), id)
                .stream()
                .findFirst()
                .map(Rows::lead);
    }

    @Override
    public Optional<Lead> atWork(
            DSLContext sql, TenantId tenant, @Nullable String email, @Nullable String linkedin, @Nullable UUID person) {
        // who is who by the customer, then by the network, then by a mailbox that may be shared
        return sql
                .fetch(
                        "SELECT l.* FROM outreach.lead_key k JOIN outreach.lead l USING (tenant_id, lead_id)"
                                + " WHERE k.tenant_id = ? AND (k.kind, k.value) IN (('EMAIL', ?::text), ('LINKEDIN', ?::text), ('PERSON', ?::text))"
                                + " ORDER BY k.kind DESC LIMIT 1",
                        tenant.value(),
                        email,
                        linkedin,
                        person == null ? null : person.toString())
                .stream()
                .findFirst()
                .map(Rows::lead);
    }

    @Override
    public List<Lead> leads(DSLContext sql, TenantId tenant, Collection<UUID> ids) {
        return sql.fetch(
                        "SELECT * FROM outreach.lead WHERE tenant_id = ? AND lead_id = ANY (?::uuid[]) ORDER BY lead_id",
                        tenant.value(),
                        TenantRows.ids(ids))
                .map(Rows::lead);
    }

    @Override
    public List<Lead> due(DSLContext sql, TenantId tenant, Instant now, int limit) {
        String at = now.toString();
        return sql.fetch(DUE, tenant.value(), at, at, limit).stream()
                .map(Rows::lead)
                .sorted(Comparator.comparing(Lead::nextAt, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(Lead::id))
                .toList();
    }

    @Override
    public void hold(DSLContext sql, TenantId tenant, Collection<UUID> ids, Instant until) {
        sql.execute(
                "UPDATE outreach.lead SET held_until = ?::timestamptz WHERE tenant_id = ? AND lead_id = ANY (?::uuid[]) AND ended_at IS NULL",
                until.toString(),
                tenant.value(),
                TenantRows.ids(ids));
    }

    @Override
    public Optional<Instant> nextDue(DSLContext sql, TenantId tenant) {
        return Optional.ofNullable(
                sql.fetchSingle(NEXT_DUE, tenant.value(), tenant.value()).get(0, Instant.class));
    }

    @Override
    public Lead move(DSLContext sql, TenantId tenant, Lead lead, Move move) {
        return moveAll(sql, tenant, List.of(new Going(lead, move))).stream()
                .findFirst()
                .orElseThrow(() -> changed(lead));
    }

    private static Problem changed(Lead lead) {
        return Moving.wrong(
                lead,
                "“%s” changed since it was read. Read it again, then decide anew.".formatted(Names.shown(lead.name())));
    }

    @Override
    public List<Lead> moveAll(DSLContext sql, TenantId tenant, List<Going> going) {
        if (going.isEmpty()) {
            return List.of();
        }
        Instant now = now();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(going.size());
        for (Going one : going) {
            rows.add(Rows.moving(tenant, Moving.next(one.lead(), one.move(), now)));
        }
        Map<UUID, Lead> moved = sql.fetch(MOVE, TenantRows.json(rows)).stream()
                .map(Rows::lead)
                .collect(Collectors.toMap(Lead::id, lead -> lead));
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        Set<UUID> ended = new HashSet<>();
        Set<UUID> reopened = new HashSet<>();
        List<Lead> done = new ArrayList<>();
        for (Going one : going) {
            Lead after = moved.remove(one.lead().id());
            if (after == null) {
                continue;
            }
            done.add(after);
            boolean changes = one.lead().state() != after.state();
            events.add(Rows.event(
                    tenant,
                    after,
                    changes ? one.lead().state() : null,
                    changes ? after.state() : null,
                    one.move().happening()));
            if (after.state().ended()) {
                ended.add(after.id());
            } else if (one.lead().state().ended()) {
                reopened.add(after.id());
            }
        }
        Rows.events(sql, events);
        free(sql, tenant, ended);
        claim(sql, tenant, reopened);
        tell(sql, tenant, done);
        return done;
    }

    private static void free(DSLContext sql, TenantId tenant, Collection<UUID> leads) {
        if (!leads.isEmpty()) {
            sql.execute(
                    "DELETE FROM outreach.lead_key WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                    tenant.value(),
                    TenantRows.ids(leads));
        }
    }

    /** A lead that is at work again has its keys again, unless another lead of the person has them. */
    private void claim(DSLContext sql, TenantId tenant, Collection<UUID> leads) {
        if (leads.isEmpty()) {
            return;
        }
        Admissions.alone(sql, tenant);
        sql.fetch(KEY_OF_ANOTHER, tenant.value(), TenantRows.ids(leads)).stream()
                .findFirst()
                .ifPresent(row -> {
                    Lead lead = get(sql, tenant, row.get(0, UUID.class));
                    Lead other = get(sql, tenant, row.get(1, UUID.class));
                    throw Moving.wrong(
                                    lead,
                                    "“%s” is at work as another lead meanwhile (%s). Stop that one first."
                                            .formatted(Names.shown(lead.name()), other.id()))
                            .with("other", other.id().toString());
                });
        keys(sql, tenant, leads);
    }

    /** Sets the values of a lead; one that waits for data is looked at now. */
    Lead fields(
            DSLContext sql, TenantId tenant, Lead lead, Map<String, String> fields, List<String> names, String who) {
        Instant now = now();
        boolean waits = lead.state() == LeadState.NEEDS_DATA;
        sql.execute(
                "UPDATE outreach.lead SET fields = ?::jsonb, changed_at = ?::timestamptz, row_version = row_version + 1,"
                        + " next_at = CASE WHEN ? AND ended_at IS NULL THEN ?::timestamptz ELSE next_at END WHERE tenant_id = ? AND lead_id = ?",
                Rows.JSON.writeValueAsString(TenantRows.plain(fields)),
                now.toString(),
                waits,
                now.toString(),
                tenant.value(),
                lead.id());
        Lead after = get(sql, tenant, lead.id());
        note(
                sql,
                tenant,
                after,
                new Happening(
                        EventKind.HANDLED,
                        now,
                        lead.step(),
                        "",
                        null,
                        "%s set %s.".formatted(who, String.join(", ", names)),
                        Map.of("source", "person", "fields", names),
                        who));
        return after;
    }

    /** Keys as the states of these leads want them. */
    void rekey(DSLContext sql, TenantId tenant, Collection<Lead> changed) {
        free(
                sql,
                tenant,
                changed.stream()
                        .filter(lead -> lead.state().ended())
                        .map(Lead::id)
                        .toList());
        claim(
                sql,
                tenant,
                changed.stream()
                        .filter(lead -> !lead.state().ended())
                        .map(Lead::id)
                        .toList());
    }

    static void keys(DSLContext sql, TenantId tenant, Collection<UUID> leads) {
        sql.execute(KEYS, tenant.value(), TenantRows.ids(leads));
    }

    void tell(DSLContext sql, TenantId tenant, Collection<Lead> leads) {
        Set<String> subjects = new LinkedHashSet<>();
        leads.forEach(lead -> subjects.add(lead.sequence().toString()));
        if (leads.size() <= TOLD_ONE_BY_ONE) {
            leads.forEach(lead -> subjects.add(lead.id().toString()));
        }
        live.changedAll(sql, tenant, TOPIC, List.copyOf(subjects));
    }

    @Override
    public Lead putOff(DSLContext sql, TenantId tenant, Lead lead, Instant until, Blocker blocker, String note) {
        List<PutOff> one = List.of(new PutOff(lead, until, blocker, note));
        Lead off = sql.fetch(PUT_OFF + "RETURNING l.*", rows(tenant, one)).map(Rows::lead).stream()
                .findFirst()
                .orElseThrow(() -> changed(lead));
        tellOff(sql, tenant, one);
        return off;
    }

    @Override
    public void putOffAll(DSLContext sql, TenantId tenant, List<PutOff> puttings) {
        if (!puttings.isEmpty()) {
            sql.execute(PUT_OFF, rows(tenant, puttings));
            tellOff(sql, tenant, puttings);
        }
    }

    private Object rows(TenantId tenant, List<PutOff> puttings) {
        Instant now = now();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(puttings.size());
        for (PutOff one : puttings) {
            Map<String, @Nullable Object> row = TenantRows.of(tenant);
            row.put("lead_id", one.lead().id());
            row.put("row_version", one.lead().rowVersion());
            row.put("next_at", one.until());
            row.put("blocker", one.blocker());
            row.put("blocker_note", Names.cut(one.note(), 500));
            row.put("looked_at", now);
            rows.add(row);
        }
        return TenantRows.json(rows);
    }

    /** That leads wait for the same a little longer is no news. */
    private void tellOff(DSLContext sql, TenantId tenant, List<PutOff> puttings) {
        if (puttings.stream().anyMatch(one -> one.lead().blocker() != one.blocker())) {
            tell(sql, tenant, puttings.stream().map(PutOff::lead).toList());
        }
    }

    @Override
    public void letGo(DSLContext sql, TenantId tenant, Collection<UUID> ids) {
        sql.execute(
                "UPDATE outreach.lead SET held_until = NULL WHERE tenant_id = ? AND lead_id = ANY (?::uuid[]) AND held_until IS NOT NULL",
                tenant.value(),
                TenantRows.ids(ids));
    }

    @Override
    public void note(DSLContext sql, TenantId tenant, Lead lead, Happening happening) {
        if (happening.kind() == EventKind.CONNECTED && lead.connectedAt() == null) {
            // whoever has ended or is held is connected all the same
            sql.execute(
                    "UPDATE outreach.lead SET connected_at = ?::timestamptz WHERE tenant_id = ? AND lead_id = ? AND connected_at IS NULL",
                    happening.at().toString(),
                    tenant.value(),
                    lead.id());
        }
        Rows.events(sql, List.of(Rows.event(tenant, lead, null, null, happening)));
        tell(sql, tenant, List.of(lead));
    }

    @Override
    public List<Admission> admit(
            DSLContext sql, TenantId tenant, UUID sequence, String who, List<Candidate> candidates) {
        return admit(
                sql,
                tenant,
                documents.newest(sql, tenant, sequence),
                who,
                candidates.stream().map(Admissions.Entrant::new).toList(),
                Admissions.Terms.standard("program"));
    }

    List<Admission> admit(
            DSLContext sql,
            TenantId tenant,
            Sequences.Live sequence,
            String who,
            List<Admissions.Entrant> entrants,
            Admissions.Terms terms) {
        return new Admissions(this, customers, suppressions, sql, tenant, sequence, who, terms, now()).take(entrants);
    }

    @Override
    public Optional<String> suppressed(DSLContext sql, TenantId tenant, Lead lead, Channel channel, Instant now) {
        String listed = suppressions.listed(sql, tenant, List.of(lead), now).get(lead);
        if (listed != null || lead.person() == null) {
            return Optional.ofNullable(listed);
        }
        String purpose = documents
                .version(sql, tenant, lead)
                .map(version -> version.document().settings().purpose())
                .filter(word -> !word.isBlank())
                .orElse(Consent.ANY_PURPOSE);
        Consent consent = customers.consent(
                sql, tenant, Objects.requireNonNull(lead.person()), consentChannel(channel), purpose, now);
        return consent.state() == Consent.State.WITHDRAWN ? Optional.of(consent.why()) : Optional.empty();
    }

    static Consent.Channel consentChannel(Channel channel) {
        return channel == Channel.EMAIL ? Consent.Channel.EMAIL : Consent.Channel.LINKEDIN;
    }
}
