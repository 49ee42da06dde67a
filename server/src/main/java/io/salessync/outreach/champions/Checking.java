package io.salessync.outreach.champions;

import io.salessync.alerts.Alerts;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachProfile;
import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.flows.engine.Gates;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at champions: takes a visit, reads the profile outside any transaction, then concludes from all that is known. */
@Component("championChecking")
class Checking implements Champions {
    private static final int MOST = 20;
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final int MOST_TRIES = 5;
    private static final String PLAN = "plan";

    private final Database database;
    private final Following following;
    private final Policies policies;
    private final Visits visits;
    private final Moves moves;
    private final Customers customers;
    private final Senders senders;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final Alerts alerts;
    private final Gates gates;
    private final Live live;
    private final InstantSource clock;

    Checking(
            Database database,
            Following following,
            Policies policies,
            Visits visits,
            Moves moves,
            Customers customers,
            Senders senders,
            Connections connections,
            List<OutreachConnector> connectors,
            Alerts alerts,
            Gates gates,
            Live live,
            InstantSource clock) {
        this.database = database;
        this.following = following;
        this.policies = policies;
        this.visits = visits;
        this.moves = moves;
        this.customers = customers;
        this.senders = senders;
        this.connections = connections;
        this.connectors = List.copyOf(connectors);
        this.alerts = alerts;
        this.gates = gates;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public UUID follow(DSLContext sql, TenantId tenant, UUID person, String source, String who) {
        return following.follow(sql, tenant, person, source, who, true).id();
    }

    /** What comes of taking one up. */
    private sealed interface Turn {
        /** A visit was taken; the call is to be made. */
        record Visit(Champion champion, Sender sender, long check) implements Turn {}

        /** It was concluded without a look, or put off. */
        record Done() implements Turn {}

        /** Nothing is to be done before then. */
        record Pause(@Nullable Instant until) implements Turn {}
    }

    @Override
    public Optional<Instant> step(TenantId tenant) {
        database.runInTenant(
                tenant,
                sql -> following.takeUp(sql, tenant, policies.of(sql, tenant).policy()));
        for (int i = 0; i < MOST; i++) {
            Turn turn = database.inTenant(tenant, sql -> begin(sql, tenant));
            switch (turn) {
                case Turn.Visit visit -> look(tenant, visit, PLAN);
                case Turn.Done done -> {}
                case Turn.Pause pause -> {
                    return Optional.ofNullable(pause.until());
                }
            }
        }
        return Optional.of(clock.instant());
    }

    /** Those whom nobody has to visit first, then those a flow waits for, then the longest due. */
    private Turn begin(DSLContext sql, TenantId tenant) {
        Instant now = clock.instant();
        Champion champion = sql
                .fetch(
                        Rows.SELECT
                                + " AND unfollowed_at IS NULL AND next_check_at <= ?::timestamptz AND (held_until IS NULL OR held_until <= ?::timestamptz)"
                                + " ORDER BY (linkedin IS NOT NULL), (asked IS NULL), next_check_at, champion_id LIMIT 1 FOR UPDATE SKIP LOCKED",
                        tenant.value(),
                        Rows.at(now),
                        Rows.at(now))
                .stream()
                .findFirst()
                .map(Rows::champion)
                .orElse(null);
        if (champion == null) {
            return new Turn.Pause(next(sql, tenant));
        }
        Policy policy = policies.of(sql, tenant).policy();
        if (champion.linkedin() == null) {
            conclude(
                    sql,
                    tenant,
                    champion,
                    policy,
                    List.of(),
                    "NO_PROFILE",
                    "No profile is known to look at.",
                    PLAN,
                    null);
            return new Turn.Done();
        }
        return switch (visits.choose(sql, tenant, champion, policy, false, now)) {
            case Visits.Choice.Go go -> visit(sql, tenant, champion, go, PLAN, now);
            case Visits.Choice.Nobody nobody -> {
                conclude(sql, tenant, champion, policy, List.of(), "NO_SENDER", nobody.why(), PLAN, null);
                yield new Turn.Done();
            }
            case Visits.Choice.Later later -> {
                if (later.spent()) {
                    putOff(sql, tenant, later.at(), now);
                    yield new Turn.Done();
                }
                yield new Turn.Pause(later.at());
            }
        };
    }

    private static @Nullable Instant next(DSLContext sql, TenantId tenant) {
        Record row = sql.fetchSingle(
                "SELECT min(greatest(next_check_at, coalesce(held_until, next_check_at))) AS at FROM outreach.champion WHERE tenant_id = ?"
                        + " AND unfollowed_at IS NULL",
                tenant.value());
        return row.get("at", Instant.class);
    }

    /** The visits of the day are spent: all who need one go on another day, in one statement. */
    private static void putOff(DSLContext sql, TenantId tenant, Instant at, Instant now) {
        sql.execute(
                "UPDATE outreach.champion SET next_check_at = ?::timestamptz, note = ?, version = version + 1 WHERE tenant_id = ?"
                        + " AND unfollowed_at IS NULL AND linkedin IS NOT NULL AND next_check_at <= ?::timestamptz"
                        + " AND (held_until IS NULL OR held_until <= ?::timestamptz)",
                Rows.at(at),
                "The visits of the day that may go to champions are used up; it goes on another day.",
                tenant.value(),
                Rows.at(now),
                Rows.at(now));
    }

    private Turn.Visit visit(
            DSLContext sql, TenantId tenant, Champion champion, Visits.Choice.Go go, String who, Instant now) {
        sql.execute(
                "UPDATE outreach.champion SET held_until = ?::timestamptz WHERE tenant_id = ? AND champion_id = ?",
                Rows.at(now.plus(HOLD)),
                tenant.value(),
                champion.id());
        // counts as a visit even where this node dies before it is told
        long check = sql.fetchSingle(
                        "INSERT INTO outreach.champion_check (tenant_id, champion_id, at, sender_id, day, outcome, detail, who)"
                                + " VALUES (?, ?, ?::timestamptz, ?, ?::date, 'BEGUN', ?, ?) RETURNING check_id",
                        tenant.value(),
                        champion.id(),
                        Rows.at(now),
                        go.sender().id(),
                        go.day().toString(),
                        "“%s” looks.".formatted(go.sender().name()),
                        who)
                .get(0, Long.class);
        return new Turn.Visit(champion, go.sender(), check);
    }

    /** A person asks for a look now: it costs one of the day's visits. */
    Champion now(TenantId tenant, UUID id, String who) {
        Turn turn = database.inTenant(tenant, sql -> {
            Instant now = clock.instant();
            Champion champion = Rows.locked(sql, tenant, id).orElseThrow(() -> Following.unknown(id));
            if (champion.unfollowedAt() != null) {
                throw Problem.of(
                        OutreachProblem.WRONG_CHAMPION, "%s is not followed any more.".formatted(champion.name()));
            }
            Policy policy = policies.of(sql, tenant).policy();
            if (champion.linkedin() == null) {
                conclude(
                        sql,
                        tenant,
                        champion,
                        policy,
                        List.of(),
                        "NO_PROFILE",
                        "No profile is known to look at.",
                        who,
                        null);
                return new Turn.Done();
            }
            return switch (visits.choose(sql, tenant, champion, policy, true, now)) {
                case Visits.Choice.Go go -> visit(sql, tenant, champion, go, who, now);
                case Visits.Choice.Nobody nobody -> throw Problem.of(OutreachProblem.NOT_AT_HAND, nobody.why());
                case Visits.Choice.Later later ->
                    throw Problem.of(
                            OutreachProblem.NOT_AT_HAND,
                            "The profile visits of the day are used up. They go on at %s (UTC).".formatted(later.at()));
            };
        });
        if (turn instanceof Turn.Visit visit) {
            look(tenant, visit, who);
        }
        return database.inTenant(tenant, sql -> Rows.one(sql, tenant, id).orElseThrow(() -> Following.unknown(id)));
    }

    private void look(TenantId tenant, Turn.Visit visit, String who) {
        Champion champion = visit.champion();
        OutreachAnswer<OutreachProfile> answer =
                ask(tenant, visit.sender(), Objects.requireNonNull(champion.linkedin()));
        String by = "Looked by “%s”.".formatted(visit.sender().name());
        database.runInTenant(tenant, sql -> {
            Champion fresh = Rows.locked(sql, tenant, champion.id()).orElse(null);
            if (fresh == null) {
                return;
            }
            sql.execute(
                    "UPDATE outreach.champion SET sender_id = ? WHERE tenant_id = ? AND champion_id = ?",
                    visit.sender().id(),
                    tenant.value(),
                    champion.id());
            Policy policy = policies.of(sql, tenant).policy();
            switch (answer) {
                case OutreachAnswer.Done<OutreachProfile> done ->
                    conclude(
                            sql,
                            tenant,
                            fresh,
                            policy,
                            List.of(new Seen.Profile(done.value())),
                            "SEEN",
                            by,
                            who,
                            visit.check());
                case OutreachAnswer.Refused<OutreachProfile> refused -> {
                    if (refused.fault() == OutreachFault.LEAD_TERMINAL) {
                        conclude(
                                sql,
                                tenant,
                                fresh,
                                policy,
                                List.of(new Seen.Hidden(refused.slug())),
                                "HIDDEN",
                                by,
                                who,
                                visit.check());
                    } else {
                        boolean throttled = refused.fault() == OutreachFault.ACCOUNT_THROTTLED;
                        if (throttled) {
                            senders.throttled(
                                    sql, tenant, visit.sender().id(), Action.VISIT, refused.slug(), refused.message());
                        }
                        failed(
                                sql,
                                tenant,
                                fresh,
                                visit.check(),
                                throttled ? "THROTTLED" : "REFUSED",
                                "The service refused the look: " + refused.slug() + ".");
                    }
                }
                case OutreachAnswer.Unknown<OutreachProfile> unknown ->
                    failed(sql, tenant, fresh, visit.check(), "NO_ANSWER", "No answer came: " + unknown.reason() + ".");
                case OutreachAnswer.NotSent<OutreachProfile> not ->
                    failed(
                            sql,
                            tenant,
                            fresh,
                            visit.check(),
                            "NO_ANSWER",
                            "The service cannot be reached: " + not.reason() + ".");
            }
        });
    }

    private OutreachAnswer<OutreachProfile> ask(TenantId tenant, Sender sender, String profile) {
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().equals(sender.connection()))
                .findFirst()
                .orElse(null);
        OutreachConnector connector = connection == null
                ? null
                : connectors.stream()
                        .filter(one -> one.vendor().equals(connection.vendor()))
                        .findFirst()
                        .orElse(null);
        if (connection == null || connector == null) {
            return new OutreachAnswer.NotSent<>(null, "the account's connection is gone");
        }
        return connector.profile(connection, sender.account(), profile, false, null);
    }

    /** No answer says nothing about anybody: another try, later each time. */
    private void failed(DSLContext sql, TenantId tenant, Champion champion, long check, String outcome, String detail) {
        Instant now = clock.instant();
        int tries = champion.tries() + 1;
        Instant again = now.plus(AGAIN.multipliedBy(1L << Math.min(tries - 1, MOST_TRIES)));
        sql.execute(
                "UPDATE outreach.champion_check SET outcome = ?, detail = ? WHERE tenant_id = ? AND check_id = ?",
                outcome,
                detail,
                tenant.value(),
                check);
        sql.execute(
                "UPDATE outreach.champion SET tries = ?, note = ?, held_until = NULL, next_check_at = CASE WHEN unfollowed_at IS NULL THEN"
                        + " ?::timestamptz END, version = version + 1 WHERE tenant_id = ? AND champion_id = ?",
                tries,
                detail + " It is tried again.",
                Rows.at(again),
                tenant.value(),
                champion.id());
        live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
    }

    private void conclude(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Policy policy,
            List<Seen> looked,
            String outcome,
            String detail,
            String who,
            @Nullable Long check) {
        Instant now = clock.instant();
        List<Seen> seen = new ArrayList<>(looked);
        Person person = customers.person(sql, tenant, champion.person()).orElse(null);
        if (person != null) {
            seen.addAll(Evidence.of(sql, tenant, champion, person));
        }
        Judgement judged = Judging.judge(champion.known(), seen, now);
        boolean dismissed = judged.asks() && judged.evidence().equals(champion.dismissed());
        if (dismissed) {
            judged =
                    judged.as(Verdict.STAYED, 80, "A person said that they did not move; nothing else was seen since.");
        }
        written(sql, tenant, champion, policy, judged, outcome, detail, who, check, now);
        acted(sql, tenant, champion, policy, judged);
        asked(sql, tenant, champion.id(), now);
        live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
    }

    private static void written(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Policy policy,
            Judgement judged,
            String outcome,
            String detail,
            String who,
            @Nullable Long check,
            Instant now) {
        String signs = Rows.JSON.writeValueAsString(judged.signs());
        if (check == null) {
            sql.execute(
                    "INSERT INTO outreach.champion_check (tenant_id, champion_id, at, outcome, detail, who, verdict, confidence, why, signs)"
                            + " VALUES (?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?::jsonb)",
                    tenant.value(),
                    champion.id(),
                    Rows.at(now),
                    outcome,
                    detail,
                    who,
                    judged.verdict().name(),
                    judged.confidence(),
                    judged.why(),
                    signs);
        } else {
            sql.execute(
                    "UPDATE outreach.champion_check SET outcome = ?, detail = ?, verdict = ?, confidence = ?, why = ?, signs = ?::jsonb"
                            + " WHERE tenant_id = ? AND check_id = ?",
                    outcome,
                    detail,
                    judged.verdict().name(),
                    judged.confidence(),
                    judged.why(),
                    signs,
                    tenant.value(),
                    check);
        }
        boolean elsewhere = judged.asks();
        boolean changed = judged.verdict() != champion.verdict()
                || !Objects.equals(elsewhere ? judged.company() : null, champion.newCompany());
        sql.execute(
                "UPDATE outreach.champion SET verdict = ?, confidence = ?, why = ?, signs = ?::jsonb, new_company = ?, new_title = ?,"
                        + " new_email = ?, new_since = ?::date, checked_at = ?::timestamptz, tries = 0, note = ?, held_until = NULL, asked = NULL,"
                        + " next_check_at = CASE WHEN unfollowed_at IS NULL THEN ?::timestamptz END,"
                        + " changed_at = CASE WHEN ? THEN ?::timestamptz ELSE changed_at END, search = ?, version = version + 1"
                        + " WHERE tenant_id = ? AND champion_id = ?",
                judged.verdict().name(),
                judged.confidence(),
                judged.why(),
                signs,
                elsewhere ? judged.company() : null,
                elsewhere ? judged.title() : null,
                elsewhere ? judged.email() : null,
                elsewhere && judged.since() != null ? judged.since().toString() : null,
                Rows.at(now),
                detail,
                Rows.at(now.plus(Duration.ofDays(policy.everyDays()))),
                changed,
                Rows.at(now),
                Rows.search(
                        champion.name(), champion.company(), elsewhere ? judged.company() : null, champion.linkedin()),
                tenant.value(),
                champion.id());
    }

    private void acted(DSLContext sql, TenantId tenant, Champion before, Policy policy, Judgement judged) {
        boolean elsewhere = judged.asks();
        if (before.unfollowedAt() != null) {
            return;
        }
        String ask = judged.why();
        String company = judged.company();
        if (judged.verdict() == Verdict.MOVED
                && company != null
                && policy.automatic()
                && judged.confidence() >= policy.threshold()) {
            Champion champion = Rows.one(sql, tenant, before.id()).orElseThrow();
            try {
                moves.apply(
                        sql,
                        tenant,
                        champion,
                        new Moves.Whereto(company, judged.title(), judged.email(), judged.since(), null),
                        policy,
                        "outreach",
                        true);
                return;
            } catch (Problem unclear) {
                ask = unclear.detail();
            }
        }
        sql.execute(
                "UPDATE outreach.champion SET waits = ?, note = CASE WHEN ? THEN ? ELSE note END WHERE tenant_id = ? AND champion_id = ?",
                elsewhere,
                elsewhere && !ask.equals(judged.why()),
                ask,
                tenant.value(),
                before.id());
        if (elsewhere && !before.waits()) {
            alerts.raise(
                    sql,
                    tenant,
                    new Alerts.Notice(
                            MoveNews.ASKS_RULE,
                            before.id().toString(),
                            Alerts.Severity.INFO,
                            "Did %s leave %s?"
                                    .formatted(
                                            before.name(),
                                            before.company().isBlank() ? "where we knew them" : before.company()),
                            judged.confidence() == 0
                                    ? ask
                                    : "%s Confidence %d %%. A person decides.".formatted(ask, judged.confidence()),
                            "/outreach/champions?show=waiting",
                            null,
                            before.person().toString()));
        } else if (!elsewhere && before.waits()) {
            alerts.recovered(sql, tenant, MoveNews.ASKS_RULE, before.id().toString(), "A later look says otherwise.");
        }
    }

    /** Held pages that waited for this look go on once all their looks were made. */
    private void asked(DSLContext sql, TenantId tenant, UUID champion, Instant now) {
        List<UUID> parked = sql.fetch(
                        "UPDATE outreach.champion_ask SET done_at = ?::timestamptz WHERE tenant_id = ? AND champion_id = ? AND done_at IS NULL"
                                + " RETURNING parked_id",
                        Rows.at(now),
                        tenant.value(),
                        champion)
                .map(row -> row.get(0, UUID.class));
        for (UUID page : parked) {
            boolean open = sql.fetchSingle(
                            "SELECT EXISTS (SELECT FROM outreach.champion_ask WHERE tenant_id = ? AND parked_id = ? AND done_at IS NULL)",
                            tenant.value(),
                            page)
                    .get(0, Boolean.class);
            if (!open) {
                gates.lookAgain(sql, tenant, page);
            }
        }
    }

    /** A person says that they moved. */
    Champion moved(TenantId tenant, UUID id, Moves.Whereto given, String who) {
        return database.inTenant(tenant, sql -> {
            Champion champion = Rows.locked(sql, tenant, id).orElseThrow(() -> Following.unknown(id));
            boolean other = !given.company().isBlank()
                    && !Employers.key(given.company()).equals(Employers.key(champion.newCompany()));
            String company = given.company().isBlank()
                    ? champion.newCompany()
                    : given.company().strip();
            moves.apply(
                    sql,
                    tenant,
                    champion,
                    new Moves.Whereto(
                            company == null ? "" : company,
                            given.title() == null && !other ? champion.newTitle() : given.title(),
                            given.email() == null && !other ? champion.newEmail() : given.email(),
                            other ? null : champion.newSince(),
                            given.person()),
                    policies.of(sql, tenant).policy(),
                    who,
                    false);
            return Rows.one(sql, tenant, id).orElseThrow();
        });
    }

    /** A person says that they did not move: the same evidence asks nobody again. */
    Champion stayed(TenantId tenant, UUID id, String who) {
        return database.inTenant(tenant, sql -> {
            Champion champion = Rows.locked(sql, tenant, id).orElseThrow(() -> Following.unknown(id));
            Instant now = clock.instant();
            String evidence = new Judgement(
                            champion.verdict(), 0, champion.newCompany(), null, null, null, champion.signs(), "")
                    .evidence();
            sql.execute(
                    "UPDATE outreach.champion SET verdict = 'STAYED', confidence = 100, why = ?, waits = false, dismissed = ?, new_company = NULL,"
                            + " new_title = NULL, new_email = NULL, new_since = NULL, changed_at = ?::timestamptz, version = version + 1"
                            + " WHERE tenant_id = ? AND champion_id = ?",
                    "%s said that they did not move.".formatted(who),
                    evidence,
                    Rows.at(now),
                    tenant.value(),
                    id);
            alerts.recovered(sql, tenant, MoveNews.ASKS_RULE, id.toString(), "It was decided: they stayed.");
            live.changed(sql, tenant, Leads.TOPIC, id.toString());
            return Rows.one(sql, tenant, id).orElseThrow();
        });
    }
}
