package io.salessync.outreach.champions;

import io.salessync.alerts.Alerts;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.User;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.MailAddress;
import io.salessync.mail.Mails;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Names;
import io.salessync.pushes.PushMode;
import io.salessync.pushes.PushRequest;
import io.salessync.pushes.Pushes;
import io.salessync.tags.Tags;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/**
 * What is done when somebody moved: the record they left is tagged, the one where they are now is found or made, both are linked as
 * one person, the owner is told, they may enter a sequence, and what the CRM should know is proposed. All of it in the open
 * transaction; done again it does nothing.
 */
@Component("championMoves")
class Moves {
    static final String MOVED_RULE = "outreach-champion-moved";
    static final String ASKS_RULE = "outreach-champion-asks";

    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final Duration PUSH_LASTS = Duration.ofDays(14);
    private static final int MOST_FOUND = 200;

    private final Customers customers;
    private final Tags tags;
    private final Alerts alerts;
    private final Mails mails;
    private final LeadImports imports;
    private final Leads leads;
    private final Pushes pushes;
    private final Connections connections;
    private final Accounts accounts;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Moves(
            Customers customers,
            Tags tags,
            Alerts alerts,
            Mails mails,
            LeadImports imports,
            Leads leads,
            Pushes pushes,
            Connections connections,
            Accounts accounts,
            Audit audit,
            Live live,
            InstantSource clock) {
        this.customers = customers;
        this.tags = tags;
        this.alerts = alerts;
        this.mails = mails;
        this.imports = imports;
        this.leads = leads;
        this.pushes = pushes;
        this.connections = connections;
        this.accounts = accounts;
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

    private record Target(UUID person, Came came) {}

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
        Target target = target(sql, tenant, champion, old, whereto, key, origin);
        UUID tag = null;
        if (target.came() == Came.SAME) {
            notes.add("The customer's own record says %s already: it stays one record and is not tagged."
                    .formatted(whereto.company()));
        } else {
            notes.add(
                    target.came() == Came.MADE
                            ? "A customer was made at %s.".formatted(whereto.company())
                            : "The customer at %s was known already and is linked.".formatted(whereto.company()));
            carry(sql, tenant, origin, old, target.person(), now, notes);
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
        told(sql, tenant, champion, whereto, policy, move, notes);
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

    private static String shown(Champion champion) {
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

    private Target target(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Person old,
            Whereto whereto,
            String key,
            Origin origin) {
        if (whereto.person() != null && !whereto.person().equals(old.id())) {
            Person named = customers
                    .person(sql, tenant, whereto.person())
                    .filter(person -> person.mergedInto() == null && person.erasedAt() == null)
                    .orElseThrow(() -> Problem.of(
                            OutreachProblem.WRONG_CHAMPION, "There is no customer " + whereto.person() + "."));
            return new Target(named.id(), Came.MATCHED);
        }
        if (Employers.key(old.company()).equals(key)) {
            return new Target(old.id(), Came.SAME);
        }
        if (whereto.email() != null) {
            String email = whereto.email().strip().toLowerCase(Locale.ROOT);
            UUID reached = customers.reachedBy(sql, tenant, List.of(email)).get(email);
            if (reached != null && !reached.equals(old.id())) {
                return new Target(reached, Came.MATCHED);
            }
        }
        String name = Employers.key(champion.name());
        List<Person> alike = customers.search(sql, tenant, champion.name(), MOST_FOUND).stream()
                .filter(person -> !person.id().equals(old.id()))
                .filter(person -> Employers.key(person.fullName()).equals(name)
                        && Employers.key(person.company()).equals(key))
                .toList();
        if (alike.size() > 1) {
            throw Problem.of(
                            OutreachProblem.WRONG_CHAMPION,
                            "%d customers at %s are called %s: say which of them it is."
                                    .formatted(alike.size(), whereto.company(), champion.name()))
                    .with(
                            "candidates",
                            String.join(
                                    ", ",
                                    alike.stream()
                                            .map(one -> one.id().toString())
                                            .toList()));
        }
        if (alike.size() == 1) {
            return new Target(alike.getFirst().id(), Came.MATCHED);
        }
        Customers.Outcome made = customers
                .upsertPeople(sql, tenant, origin, List.of(incoming(champion, old, whereto, key)))
                .getFirst();
        UUID person = made.customer();
        if (person == null) {
            Problem problem = made.problem();
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    "The customer at %s could not be made: %s"
                            .formatted(whereto.company(), problem == null ? "refused" : problem.detail()));
        }
        return new Target(person, Came.MADE);
    }

    /** The id is of the champion and the company: made again, it is the same. */
    private static Incoming incoming(Champion champion, Person old, Whereto whereto, String key) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (PersonField field : List.of(
                PersonField.SALUTATION,
                PersonField.GIVEN_NAME,
                PersonField.MIDDLE_NAME,
                PersonField.FAMILY_NAME,
                PersonField.SUFFIX,
                PersonField.FULL_NAME,
                PersonField.LANGUAGE,
                PersonField.OWNER)) {
            String text = old.text(field);
            if (text != null) {
                values.put(field.text(), text);
            }
        }
        if (whereto.title() != null && !whereto.title().isBlank()) {
            values.put(PersonField.TITLE.text(), whereto.title());
        }
        values.put(PersonField.SOURCE.text(), "champion");
        values.put("company", whereto.company());
        if (whereto.email() != null && !whereto.email().isBlank()) {
            values.put("email", whereto.email());
        }
        if (champion.linkedin() != null) {
            values.put("extra.linkedin", champion.linkedin());
        }
        return new Incoming("outreach", "Champion", champion.id() + "/" + key, values, null);
    }

    /** Who objected objects wherever they work. */
    private void carry(
            DSLContext sql, TenantId tenant, Origin origin, Person old, UUID person, Instant now, List<String> notes) {
        List<Consent.Statement> withdrawn = new ArrayList<>();
        for (Consent.Channel channel : Consent.Channel.values()) {
            Consent consent = customers.consent(sql, tenant, old.id(), channel, Consent.ANY_PURPOSE, now);
            if (old.doNotContact() && channel == Consent.Channel.ANY
                    || !old.doNotContact() && consent.state() == Consent.State.WITHDRAWN) {
                withdrawn.add(new Consent.Statement(
                        channel,
                        Consent.ANY_PURPOSE,
                        Consent.State.WITHDRAWN,
                        "champion",
                        "They objected at %s: %s".formatted(old.company(), consent.why()),
                        now,
                        null));
            }
        }
        if (!withdrawn.isEmpty()) {
            customers.state(sql, tenant, origin, person, withdrawn);
            notes.add("They objected before: the objection holds for the new record too.");
        }
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
                            new PushRequest.Origin(who, null, null, null, null, null, move),
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

    private void told(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Whereto whereto,
            Policy policy,
            UUID move,
            List<String> notes) {
        String title = "%s moved from %s to %s".formatted(champion.name(), shown(champion), whereto.company());
        String detail = "%s%s%s"
                .formatted(
                        whereto.title() == null ? "" : whereto.title() + ". ",
                        String.join(" ", notes),
                        champion.owner().isBlank() ? "" : " Owner: " + champion.owner() + ".");
        alerts.recovered(sql, tenant, ASKS_RULE, champion.id().toString(), "It was decided: they moved.");
        alerts.raise(
                sql,
                tenant,
                new Alerts.Notice(
                        MOVED_RULE,
                        move.toString(),
                        Alerts.Severity.INFO,
                        title,
                        detail,
                        "/outreach/champions?q=" + URLEncoder.encode(champion.name(), StandardCharsets.UTF_8),
                        null,
                        champion.person().toString()));
        if (!policy.mail() || !mails.canSend()) {
            return;
        }
        for (String whom : List.of(champion.owner(), champion.followedBy())) {
            try {
                String to = MailAddress.parse(address(tenant, whom)).text();
                mails.queue(
                        sql,
                        tenant,
                        new Mails.Mail(
                                "champion/" + move,
                                to,
                                title,
                                detail + "\n\nWhy: " + champion.why() + "\n",
                                null,
                                "champion",
                                null,
                                champion.person().toString()));
                return;
            } catch (Problem noAddress) {
                // an owner that is a name, or whom a tag followed
            }
        }
    }

    /** A CRM often has the owner's name alone. */
    private String address(TenantId tenant, String whom) {
        return whom.isBlank() || whom.contains("@")
                ? whom
                : accounts.all(tenant).stream()
                        .filter(user -> !user.disabled() && user.name().equalsIgnoreCase(whom.strip()))
                        .map(User::email)
                        .findFirst()
                        .orElse(whom);
    }

    /** A move as it is shown. */
    @Schema(name = "ChampionMove")
    record Told(
            UUID id,
            UUID champion,
            Instant at,
            String who,
            boolean automatic,
            int confidence,
            String fromCompany,
            String toCompany,
            @Nullable String toTitle,
            UUID oldPerson,
            UUID newPerson,
            Came came,
            @Nullable UUID lead,
            @Nullable UUID push,
            List<String> notes,
            List<Sign> evidence,
            @Nullable Instant undoneAt,
            @Nullable String undoneBy) {}

    static List<Told> of(DSLContext sql, TenantId tenant, UUID champion) {
        return sql.fetch(
                        "SELECT *, notes::text AS notes_text, evidence::text AS evidence_text FROM outreach.champion_move WHERE tenant_id = ?"
                                + " AND champion_id = ? ORDER BY at DESC, move_id LIMIT 50",
                        tenant.value(),
                        champion)
                .map(Moves::told);
    }

    private static Told told(Record row) {
        return new Told(
                row.get("move_id", UUID.class),
                row.get("champion_id", UUID.class),
                row.get("at", Instant.class),
                row.get("who", String.class),
                row.get("automatic", Boolean.class),
                row.get("confidence", Integer.class),
                row.get("from_company", String.class),
                row.get("to_company", String.class),
                row.get("to_title", String.class),
                row.get("old_person", UUID.class),
                row.get("new_person", UUID.class),
                Came.valueOf(row.get("came", String.class)),
                row.get("lead_id", UUID.class),
                row.get("push_id", UUID.class),
                Rows.JSON.readValue(row.get("notes_text", String.class), TEXTS),
                Rows.signs(row.get("evidence_text", String.class)),
                row.get("undone_at", Instant.class),
                row.get("undone_by", String.class));
    }

    /**
     * Takes the last move back: the tag comes off, the two records are two again, a lead that was sent nothing yet ends. What a person
     * may have gone on with stays: the customer that was made, what was proposed to the CRM.
     *
     * @param champion locked
     * @return what was done and what was not, in sentences
     */
    List<String> undo(DSLContext sql, TenantId tenant, Champion champion, String who) {
        if (champion.move() == null) {
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    "Nothing was done for %s that could be taken back.".formatted(champion.name()));
        }
        Instant now = clock.instant();
        UUID id = champion.move();
        Record row = sql.fetchSingle(
                "SELECT *, notes::text AS notes_text, evidence::text AS evidence_text, before::text AS before_text FROM outreach.champion_move"
                        + " WHERE tenant_id = ? AND move_id = ? FOR UPDATE",
                tenant.value(),
                id);
        Told move = told(row);
        Map<String, @Nullable Object> before = Rows.JSON.readValue(row.get("before_text", String.class), MAP);
        List<String> notes = new ArrayList<>();
        UUID tag = row.get("tag_id", UUID.class);
        if (tag != null) {
            tags.named(sql, tenant, tag.toString())
                    .ifPresent(left -> tags.remove(
                            sql,
                            tenant,
                            new Origin(who, null),
                            left,
                            List.of(move.oldPerson()),
                            "The move was taken back"));
            notes.add("The tag is off the record at %s.".formatted(move.fromCompany()));
        }
        if (move.came() != Came.SAME) {
            sql.execute(
                    "DELETE FROM outreach.champion_record WHERE tenant_id = ? AND champion_id = ? AND person_id = ? AND move_id = ?",
                    tenant.value(),
                    champion.id(),
                    move.newPerson(),
                    id);
            // where they came back to a record that was theirs before
            sql.execute(
                    "UPDATE outreach.champion_record SET left_at = ?::timestamptz WHERE tenant_id = ? AND champion_id = ? AND person_id = ?",
                    Rows.at(now),
                    tenant.value(),
                    champion.id(),
                    move.newPerson());
            notes.add("The two records are not linked any more.");
            if (move.came() == Came.MADE) {
                notes.add("The customer that was made at %s stays.".formatted(move.toCompany()));
            }
        }
        sql.execute(
                "UPDATE outreach.champion_record SET left_at = NULL WHERE tenant_id = ? AND champion_id = ? AND person_id = ?",
                tenant.value(),
                champion.id(),
                move.oldPerson());
        if (move.lead() != null) {
            notes.add(ended(sql, tenant, move.lead(), who, now));
        }
        if (move.push() != null) {
            notes.add("What was proposed to the CRM is decided there.");
        }
        String company = String.valueOf(before.get("company"));
        sql.execute(
                "UPDATE outreach.champion SET person_id = ?::uuid, company = ?, domain = ?, known_since = ?::timestamptz, verdict = 'UNKNOWN',"
                        + " confidence = 0, why = ?, waits = false, dismissed = ?, move_id = ?::uuid, changed_at = ?::timestamptz, search = ?,"
                        + " version = version + 1 WHERE tenant_id = ? AND champion_id = ?",
                String.valueOf(before.get("person")),
                company,
                before.get("domain"),
                String.valueOf(before.get("knownSince")),
                "%s took the move to %s back.".formatted(who, move.toCompany()),
                new Judgement(Verdict.MOVED, 0, move.toCompany(), null, null, null, move.evidence(), "").evidence(),
                before.get("move"),
                Rows.at(now),
                Rows.search(champion.name(), company, null, champion.linkedin()),
                tenant.value(),
                champion.id());
        sql.execute(
                "UPDATE outreach.champion_move SET undone_at = ?::timestamptz, undone_by = ? WHERE tenant_id = ? AND move_id = ?",
                Rows.at(now),
                who,
                tenant.value(),
                id);
        alerts.recovered(sql, tenant, MOVED_RULE, id.toString(), "The move was taken back.");
        audit.record(
                sql,
                tenant,
                who,
                "outreach.champion-move-undone",
                champion.name(),
                Map.of("champion", champion.id().toString(), "move", id.toString()));
        live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
        return notes;
    }

    private String ended(DSLContext sql, TenantId tenant, UUID id, String who, Instant now) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        if (lead == null || lead.state().ended()) {
            return "The lead they became has ended already.";
        }
        if (lead.state() != LeadState.PENDING_INVITE || lead.heldUntil() != null) {
            return "The lead they became stays: something was sent already. Stop it on its page.";
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.WITHDRAWN,
                        "champion_undone",
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        new Leads.Happening(
                                EventKind.HANDLED,
                                now,
                                lead.step(),
                                "",
                                null,
                                "That they had moved was taken back.",
                                Map.of("source", "champion"),
                                who)));
        return "The lead they became has ended; nothing was sent to them.";
    }
}
