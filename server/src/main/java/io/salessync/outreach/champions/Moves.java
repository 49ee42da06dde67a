package io.salessync.outreach.champions;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Names;
import io.salessync.pushes.PushMode;
import io.salessync.pushes.PushRequest;
import io.salessync.pushes.Pushes;
import io.salessync.tags.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is done when somebody moved: the record they left is tagged, the one where they are now is found or made, both are linked as
 * one person, the owner is told, they may enter a sequence, and what the CRM should know is proposed. All of it in the open
 * transaction; done again it does nothing.
 */
@Component("championMoves")
class Moves {
    private static final Duration PUSH_LASTS = Duration.ofDays(14);

    private final Customers customers;
    private final Arriving arriving;
    private final MoveNews news;
    private final Tags tags;
    private final LeadImports imports;
    private final Pushes pushes;
    private final Connections connections;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Moves(
            Customers customers,
            Arriving arriving,
            MoveNews news,
            Tags tags,
            LeadImports imports,
            Pushes pushes,
            Connections connections,
            Audit audit,
            Live live,
            InstantSource clock) {
        this.customers = customers;
        this.arriving = arriving;
        this.news = news;
        this.tags = tags;
        this.imports = imports;
        this.pushes = pushes;
        this.connections = connections;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Where they are now.
     *
     * @param person the customer they are there; null: looked for, made where there is none
     */
    record Whereto(
            String company,
            @Nullable String title,
            @Nullable String email,
            @Nullable LocalDate since,
            @Nullable UUID person) {}

    /** How the record where they are now came. */
    enum Came {
        MADE,
        MATCHED,
        /** The CRM changed the record itself. */
        SAME
    }

    /**
     * Does what is to be done.
     *
     * @param champion locked
     * @return the move; that which stands where it was done before
     * @throws Problem {@code outreach.wrong-champion} where it is not clear who they are now; nothing was done then
     */
    UUID apply(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Whereto whereto,
            Policy policy,
            String who,
            boolean automatic) {
        Instant now = clock.instant();
        String key = Employers.key(whereto.company());
        if (key.isEmpty()) {
            throw Problem.of(OutreachProblem.WRONG_CHAMPION, "Say at which company they are now.");
        }
        if (key.equals(Employers.key(champion.company()))) {
            if (champion.move() != null) {
                return champion.move();
            }
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    "“%s” is where we know %s already: say that they stayed."
                            .formatted(whereto.company(), champion.name()));
        }
        Person old = customers
                .person(sql, tenant, champion.person())
                .filter(person -> person.mergedInto() == null && person.erasedAt() == null)
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.WRONG_CHAMPION, "The customer they were is gone: merged or erased."));
        UUID move = UUID.randomUUID();
        Origin origin = new Origin(who, null);
        List<String> notes = new ArrayList<>();
        Arriving.Target target = arriving.target(sql, tenant, champion, old, whereto, key, origin);
        UUID tag = null;
        if (target.came() == Came.SAME) {
            notes.add("The customer's own record says %s already: it stays one record and is not tagged."
                    .formatted(whereto.company()));
        } else {
            notes.add(
                    target.came() == Came.MADE
                            ? "A customer was made at %s.".formatted(whereto.company())
                            : "The customer at %s was known already and is linked.".formatted(whereto.company()));
            arriving.carry(sql, tenant, origin, old, target.person(), now, notes);
            Tags.Tag left = tags.ensure(sql, tenant, origin, policy.leftTag());
            Tags.Outcome tagged = tags.add(
                            sql,
                            tenant,
                            origin,
                            left,
                            List.of(old.id()),
                            "Works at %s now (champion tracking)".formatted(whereto.company()))
                    .getFirst();
            if (tagged.change() == Tags.Change.ADDED) {
                tag = left.id();
                notes.add("The record at %s was tagged “%s”.".formatted(shown(champion), left.name()));
            } else if (tagged.change() == Tags.Change.REFUSED) {
                notes.add("It was not tagged “%s”: %s".formatted(left.name(), tagged.why()));
            }
            sql.execute(
                    "UPDATE outreach.champion_record SET left_at = ?::timestamptz WHERE tenant_id = ? AND champion_id = ? AND person_id = ?",
                    Rows.at(now),
                    tenant.value(),
                    champion.id(),
                    old.id());
            // somebody may have followed that record too: they are one person
            sql.execute(
                    "DELETE FROM outreach.champion WHERE tenant_id = ? AND person_id = ? AND champion_id <> ?",
                    tenant.value(),
                    target.person(),
                    champion.id());
        }
        Rows.link(sql, tenant, champion.id(), target.person(), whereto.company(), now, who, move);
        UUID lead = enrolled(sql, tenant, policy, who, target.person(), notes);
        UUID push = target.came() == Came.SAME ? null : proposed(sql, tenant, champion, old, policy, who, move, notes);
        sql.execute(
                "INSERT INTO outreach.champion_move (tenant_id, move_id, champion_id, at, who, automatic, confidence, from_company, from_key,"
                        + " to_company, to_key, to_title, old_person, new_person, came, tag_id, lead_id, push_id, notes, evidence, before)"
                        + " VALUES (?, ?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb)",
                tenant.value(),
                move,
                champion.id(),
                Rows.at(now),
                who,
                automatic,
                champion.confidence(),
                champion.company(),
                Employers.key(champion.company()),
                whereto.company(),
                key,
                whereto.title(),
                old.id(),
                target.person(),
                target.came().name(),
                tag,
                lead,
                push,
                Rows.JSON.writeValueAsString(notes),
                Rows.JSON.writeValueAsString(champion.signs()),
                Rows.JSON.writeValueAsString(before(champion)));
        String reached = whereto.email() != null
                ? whereto.email()
                : customers
                        .person(sql, tenant, target.person())
                        .map(Person::email)
                        .orElse(null);
        become(sql, tenant, champion, target.person(), whereto.company(), reached, move, now);
        news.told(sql, tenant, champion, whereto, policy, move, notes);
        audit.record(
                sql,
                tenant,
                who,
                "outreach.champion-moved",
                champion.name(),
                Map.of(
                        "champion", champion.id().toString(),
                        "from", champion.company(),
                        "to", whereto.company(),
                        "automatic", Boolean.toString(automatic),
                        "confidence", Integer.toString(champion.confidence())));
        live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
        return move;
    }

    static String shown(Champion champion) {
        return champion.company().isBlank() ? "no company" : champion.company();
    }

    private static Map<String, @Nullable Object> before(Champion champion) {
        Map<String, @Nullable Object> before = new LinkedHashMap<>();
        before.put("person", champion.person().toString());
        before.put("company", champion.company());
        before.put("domain", champion.domain());
        before.put("knownSince", champion.knownSince().toString());
        before.put("move", champion.move() == null ? null : champion.move().toString());
        return before;
    }

    private @Nullable UUID enrolled(
            DSLContext sql, TenantId tenant, Policy policy, String who, UUID person, List<String> notes) {
        if (policy.sequence().isBlank()) {
            return null;
        }
        try {
            LeadImports.Line line = imports.enrol(sql, tenant, policy.sequence(), who, "champion", person);
            notes.add(
                    line.lead() == null
                            ? "Not taken into “%s”: %s".formatted(policy.sequence(), line.why())
                            : "Taken into “%s”.".formatted(policy.sequence()));
            return line.lead();
        } catch (Problem problem) {
            notes.add("Not taken into “%s”: %s".formatted(policy.sequence(), problem.detail()));
            return null;
        }
    }

    /** What the CRM should know passes the one gate: reviewed, approved, consent read there. */
    private @Nullable UUID proposed(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Person old,
            Policy policy,
            String who,
            UUID move,
            List<String> notes) {
        Policy.Writing writing = policy.writing();
        if (writing == null) {
            return null;
        }
        Person.ExternalId there = old.externalIds().stream()
                .filter(id -> id.gone() == null)
                .filter(id -> id.system().equals("salesforce:" + writing.connection())
                        && id.object().equalsIgnoreCase(writing.object()))
                .findFirst()
                .orElse(null);
        Connection connection = connections.named(tenant, writing.connection()).orElse(null);
        if (there == null || connection == null) {
            notes.add(
                    connection == null
                            ? "Nothing is proposed to the CRM: there is no connection “%s”."
                                    .formatted(writing.connection())
                            : "Nothing is proposed to the CRM: the record they left is none of “%s”."
                                    .formatted(writing.connection()));
            return null;
        }
        try {
            UUID push = pushes.propose(
                    sql,
                    tenant,
                    new PushRequest(
                            connection,
                            writing.object(),
                            PushMode.UPDATE,
                            "Id",
                            List.of(writing.field()),
                            List.of(),
                            List.of(),
                            "%s left %s".formatted(champion.name(), shown(champion)),
                            "A champion who moved.",
                            "sales",
                            "any",
                            true,
                            PUSH_LASTS,
                            new PushRequest.Origin(who, null, null, null, null, null, move, null),
                            List.of(new PushRequest.Wanted(
                                    there.id(),
                                    there.id(),
                                    old.id(),
                                    champion.name(),
                                    Map.of(writing.field(), writing.value())))));
            notes.add("Proposed to the CRM: %s = %s. It waits for an approval there."
                    .formatted(writing.field(), writing.value()));
            return push;
        } catch (Problem problem) {
            notes.add("Nothing is proposed to the CRM: " + problem.detail());
            return null;
        }
    }

    private static void become(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            UUID person,
            String company,
            @Nullable String email,
            UUID move,
            Instant now) {
        sql.execute(
                "UPDATE outreach.champion SET person_id = ?, company = ?, domain = ?, known_since = ?::timestamptz, verdict = 'MOVED', waits = false,"
                        + " dismissed = NULL, new_company = NULL, new_title = NULL, new_email = NULL, new_since = NULL, move_id = ?,"
                        + " changed_at = ?::timestamptz, search = ?, version = version + 1 WHERE tenant_id = ? AND champion_id = ?",
                person,
                company,
                email == null ? null : Names.domain(email.strip().toLowerCase(Locale.ROOT)),
                Rows.at(now),
                move,
                Rows.at(now),
                Rows.search(champion.name(), champion.company(), company, champion.linkedin()),
                tenant.value(),
                champion.id());
    }
}
