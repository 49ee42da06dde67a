package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.CONSENT;

import io.salessync.customers.Consent.Channel;
import io.salessync.customers.Consent.State;
import io.salessync.customers.Consent.Statement;
import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Statements of consent: stored as they were made, read by the least permissive rule. */
final class Consents {
    private static final String NEWEST = """
            SELECT DISTINCT ON (%1$s, source, channel, purpose)
                %1$s AS customer, source, channel, purpose, state, evidence, since, expires_at
            FROM customers.consent
            WHERE tenant_id = ?::uuid AND %1$s = ANY (?::uuid[]) AND since <= ?::timestamptz
            ORDER BY %1$s, source, channel, purpose, since DESC, consent_id DESC
            """;
    private static final String INSERT = """
            INSERT INTO customers.consent (tenant_id, person_id, company_id, channel, purpose, state, source, evidence, since, expires_at,
                recorded_at, recorded_by, run_id)
            SELECT tenant_id, person_id, company_id, channel, purpose, state, source, evidence, since, expires_at, recorded_at, recorded_by, run_id
            FROM jsonb_populate_recordset(NULL::customers.consent, ?::jsonb)
            """;

    private Consents() {}

    /** A statement about a customer. */
    record About(UUID customer, Statement statement) {}

    private record Line(UUID customer, String source, Channel channel, String purpose) {
        static Line of(UUID customer, Statement statement) {
            return new Line(customer, statement.source(), statement.channel(), statement.purpose());
        }
    }

    /** By customer the newest statement of each source, channel and purpose, up to that time. */
    static Map<UUID, List<Statement>> newest(
            DSLContext sql, TenantId tenant, CustomerKind kind, Collection<UUID> customers, Instant at) {
        Map<UUID, List<Statement>> newest = new HashMap<>();
        if (customers.isEmpty()) {
            return newest;
        }
        sql.resultQuery(NEWEST.formatted(kind.column()), tenant.value(), TenantRows.ids(customers), at.toString())
                .forEach(row -> newest.computeIfAbsent(row.get("customer", UUID.class), id -> new ArrayList<>())
                        .add(new Statement(
                                Channel.valueOf(row.get("channel", String.class)),
                                row.get("purpose", String.class),
                                State.valueOf(row.get("state", String.class)),
                                row.get("source", String.class),
                                row.get("evidence", String.class),
                                row.get("since", Instant.class),
                                row.get("expires_at", Instant.class))));
        return newest;
    }

    /** Writes those that say something new; tells whom they are about. */
    static List<About> write(
            DSLContext sql, TenantId tenant, CustomerKind kind, Origin origin, List<About> statements, Instant now) {
        Map<UUID, List<Statement>> known = newest(
                sql,
                tenant,
                kind,
                statements.stream().map(About::customer).toList(),
                Instant.parse("9999-01-01T00:00:00Z"));
        Map<Line, Statement> last = new HashMap<>();
        known.forEach((customer, said) -> said.forEach(one -> last.put(Line.of(customer, one), one)));
        List<About> fresh = new ArrayList<>();
        for (About about : statements) {
            Statement before = last.get(Line.of(about.customer(), about.statement()));
            if (before == null || !sameWords(before, about.statement())) {
                fresh.add(about);
                last.put(Line.of(about.customer(), about.statement()), about.statement());
            }
        }
        if (!fresh.isEmpty()) {
            sql.execute(
                    INSERT,
                    TenantRows.json(fresh.stream()
                            .map(about -> row(tenant, kind, origin, about, now))
                            .toList()));
        }
        return fresh;
    }

    private static boolean sameWords(Statement before, Statement now) {
        return before.state() == now.state() && Objects.equals(before.expires(), now.expires());
    }

    private static Map<String, @Nullable Object> row(
            TenantId tenant, CustomerKind kind, Origin origin, About about, Instant now) {
        Statement statement = about.statement();
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put(kind.column(), about.customer());
        row.put("channel", statement.channel());
        row.put("purpose", Folding.storable(statement.purpose()));
        row.put("state", statement.state());
        row.put("source", Folding.storable(statement.source()));
        row.put("evidence", Folding.storable(statement.evidence()));
        row.put("since", statement.since());
        row.put("expires_at", statement.expires());
        row.put("recorded_at", now);
        row.put("recorded_by", Folding.storable(origin.who()));
        row.put("run_id", origin.run());
        return row;
    }

    /** Writes what a source said; {@code optOuts} are the fields that can only say no, and said nothing. */
    static void write(
            DSLContext sql,
            TenantId tenant,
            CustomerKind kind,
            Origin origin,
            List<About> statements,
            List<About> optOuts,
            Instant now) {
        List<About> said = new ArrayList<>(statements);
        if (!optOuts.isEmpty()) {
            said.addAll(withoutEmptyYes(sql, tenant, kind, optOuts));
        }
        if (!said.isEmpty()) {
            write(sql, tenant, kind, origin, said, now);
        }
    }

    /** What a source that can only say no has to write: its yes takes back a no, and is nothing where there was none. */
    private static List<About> withoutEmptyYes(
            DSLContext sql, TenantId tenant, CustomerKind kind, List<About> optOuts) {
        Map<UUID, List<Statement>> known = newest(
                sql,
                tenant,
                kind,
                optOuts.stream().map(About::customer).toList(),
                Instant.parse("9999-01-01T00:00:00Z"));
        return optOuts.stream()
                .filter(about -> about.statement().state() == State.WITHDRAWN
                        || known.getOrDefault(about.customer(), List.of()).stream()
                                .anyMatch(before -> before.state() == State.WITHDRAWN
                                        && Line.of(about.customer(), before)
                                                .equals(Line.of(about.customer(), about.statement()))))
                .toList();
    }

    /** The least that any statement allows. */
    static Consent least(List<Statement> newest, Channel channel, String purpose, Instant at) {
        List<Statement> evidence = newest.stream()
                .filter(statement ->
                        channel == Channel.ANY || statement.channel() == channel || statement.channel() == Channel.ANY)
                .filter(statement -> purpose.equals(Consent.ANY_PURPOSE)
                        || statement.purpose().equals(purpose)
                        || statement.purpose().equals(Consent.ANY_PURPOSE))
                .toList();
        if (evidence.isEmpty()) {
            return new Consent(State.UNKNOWN, "Nobody said anything about it.", evidence);
        }
        Statement least = evidence.getFirst();
        for (Statement statement : evidence) {
            if (standing(statement, at).compareTo(standing(least, at)) < 0) {
                least = statement;
            }
        }
        State state = standing(least, at);
        boolean over = state != least.state();
        String why = over
                ? "What %s granted was over on %s.".formatted(least.source(), least.expires())
                : switch (state) {
                    case WITHDRAWN -> "%s says it was taken back on %s.".formatted(least.source(), least.since());
                    case UNKNOWN -> "%s does not know.".formatted(least.source());
                    case GRANTED -> "Granted, as %s says since %s.".formatted(least.source(), least.since());
                };
        return new Consent(state, why, evidence);
    }

    private static State standing(Statement statement, Instant at) {
        boolean over = statement.state() == State.GRANTED
                && statement.expires() != null
                && !statement.expires().isAfter(at);
        return over ? State.UNKNOWN : statement.state();
    }

    /** A statement with when and by whom it was written down. */
    record Stored(
            long id,
            Statement statement,
            Instant recordedAt,
            String recordedBy,
            @Nullable UUID run) {}

    /** All that was ever said, newest first. */
    static List<Stored> all(
            DSLContext sql,
            TenantId tenant,
            CustomerKind kind,
            UUID customer,
            @Nullable Instant recordedBefore,
            int limit) {
        Condition those = of(tenant, kind, customer);
        if (recordedBefore != null) {
            those = those.and(CONSENT.RECORDED_AT.lt(recordedBefore));
        }
        return sql.selectFrom(CONSENT)
                .where(those)
                .orderBy(CONSENT.RECORDED_AT.desc(), CONSENT.CONSENT_ID.desc())
                .limit(limit)
                .fetch(row -> new Stored(
                        row.getConsentId(),
                        new Statement(
                                Channel.valueOf(row.getChannel()),
                                row.getPurpose(),
                                State.valueOf(row.getState()),
                                row.getSource(),
                                row.getEvidence(),
                                row.getSince(),
                                row.getExpiresAt()),
                        row.getRecordedAt(),
                        row.getRecordedBy(),
                        row.getRunId()));
    }

    /** The numbers of all statements about somebody. */
    static List<Long> numbers(DSLContext sql, TenantId tenant, CustomerKind kind, UUID customer) {
        return sql.select(CONSENT.CONSENT_ID)
                .from(CONSENT)
                .where(of(tenant, kind, customer))
                .orderBy(CONSENT.CONSENT_ID)
                .fetch(CONSENT.CONSENT_ID);
    }

    private static Condition of(TenantId tenant, CustomerKind kind, UUID customer) {
        return CONSENT.TENANT_ID.eq(tenant.value()).and(owner(kind).eq(customer));
    }

    private static Field<UUID> owner(CustomerKind kind) {
        return kind == CustomerKind.PERSON ? CONSENT.PERSON_ID : CONSENT.COMPANY_ID;
    }

    static void move(DSLContext sql, TenantId tenant, CustomerKind kind, Collection<Long> numbers, UUID to) {
        sql.update(CONSENT)
                .set(owner(kind), to)
                .where(CONSENT.TENANT_ID.eq(tenant.value()))
                .and(CONSENT.CONSENT_ID.eq(DSL.any(numbers.toArray(Long[]::new))))
                .execute();
    }

    /** Copies what was said about one after a statement to another. */
    static void copySince(DSLContext sql, TenantId tenant, CustomerKind kind, UUID from, UUID to, long after) {
        sql.execute("""
                INSERT INTO customers.consent (tenant_id, %1$s, channel, purpose, state, source, evidence, since, expires_at,
                    recorded_at, recorded_by, run_id)
                SELECT tenant_id, ?::uuid, channel, purpose, state, source, evidence, since, expires_at, recorded_at, recorded_by, run_id
                FROM customers.consent WHERE tenant_id = ? AND %1$s = ?::uuid AND consent_id > ?
                ORDER BY consent_id
                """.formatted(kind.column()), to, tenant.value(), from, after);
    }

    /** By name, for documents. */
    static Map<String, @Nullable Object> words(Statement statement) {
        Map<String, @Nullable Object> words = new LinkedHashMap<>();
        words.put("channel", statement.channel().name());
        words.put("purpose", statement.purpose());
        words.put("state", statement.state().name());
        words.put("source", statement.source());
        words.put("evidence", statement.evidence());
        words.put("since", statement.since().toString());
        words.put(
                "expires",
                statement.expires() == null ? null : statement.expires().toString());
        return words;
    }
}
