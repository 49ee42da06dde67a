package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.budgets.Budgets;
import io.salessync.connectors.budgets.DayUse;
import io.salessync.connectors.budgets.Grant;
import io.salessync.connectors.budgets.Level;
import io.salessync.connectors.calls.Calls;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.Reading;
import io.salessync.connectors.calls.Reading.Health;
import io.salessync.connectors.calls.Reading.Outcome;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorCall;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one way to Salesforce: session, budget, call, and the budget put right by the answer. */
@Component
class SalesforceGate {
    static final String AWAY = "Salesforce cannot be reached";

    /** The day's limit is of the last 24 hours, so it recovers bit by bit; asking more often gains nothing. */
    static final Duration DAY_PAUSE = Duration.ofMinutes(15);

    private static final Duration AT_ONCE_PAUSE = Duration.ofSeconds(5);
    private static final Pattern USAGE = Pattern.compile("api-usage=(\\d{1,12})/(\\d{1,12})");
    private static final Grant.Taken NOTHING = new Grant.Taken(Map.of(), 0);

    private final Calls calls;
    private final Budgets budgets;
    private final DayUse days;
    private final Tokens tokens;
    private final SalesforceSessions sessions;
    private final Waits waits;
    private final InstantSource clock;
    private final Set<String> seeded = ConcurrentHashMap.newKeySet();

    SalesforceGate(
            Calls calls,
            Budgets budgets,
            DayUse days,
            Tokens tokens,
            SalesforceSessions sessions,
            Waits waits,
            InstantSource clock) {
        this.calls = calls;
        this.budgets = budgets;
        this.days = days;
        this.tokens = tokens;
        this.sessions = sessions;
        this.waits = waits;
        this.clock = clock;
    }

    /**
     * Asks once; a session that is over is renewed and the question repeated once, since it was not looked at.
     *
     * @param beforeSending runs once the call is sure to go out, outside every transaction
     */
    Passage pass(Ask ask, @Nullable ActiveRun run, Runnable beforeSending) {
        Connection connection = ask.connection();
        TenantId tenant = connection.tenant();
        Tokens.Access access = tokens.open(connection);
        Setup setup = Setup.of(connection);
        seed(tenant, access.account(), setup);
        boolean renewed = false;
        boolean looked = false;
        while (true) {
            Instant open = calls.openUntil(connection);
            if (open != null) {
                return new Passage.Later(open, AWAY, false, true);
            }
            Session session = sessions.session(connection);
            double share = run == null ? 1 : 1 - setup.peopleShare() / 100.0;
            Map<String, Long> needs = ask.isLong() ? Map.of(Budgets.AT_ONCE, 1L) : Map.of();
            Grant grant = budgets.take(tenant, access.account(), needs, ask.counts() ? 1 : 0, share);
            if (grant instanceof Grant.Later later) {
                if (later.dayLimit() && !looked && !isFresh(tenant, access.account())) {
                    looked = true;
                    look(connection, access, session);
                    continue;
                }
                if (later.dayLimit()) {
                    return new Passage.Later(clock.instant().plus(DAY_PAUSE), dayReason(run, setup), true, false);
                }
                if (waits.isLong(later.until())) {
                    return new Passage.Later(later.until(), later.reason(), false, false);
                }
                waits.until(later.until(), later.reason(), run);
                continue;
            }
            Passage passage = call(ask, access, session, (Grant.Taken) grant, run, beforeSending);
            boolean over = passage instanceof Passage.Refused refused
                    && refused.fault().meaning() == SalesforceFault.Meaning.SESSION;
            if (!over || renewed) {
                return passage;
            }
            renewed = true;
            sessions.renew(connection, session);
        }
    }

    private static String dayReason(@Nullable ActiveRun run, Setup setup) {
        return run == null || setup.peopleShare() == 0
                ? "Salesforce's limit of calls in 24 hours is used up"
                : "of Salesforce's calls in 24 hours only the " + setup.peopleShare() + " % kept for people are left";
    }

    /** Nobody tells how many long calls there may be, so it is a setting. */
    private void seed(TenantId tenant, String account, Setup setup) {
        String key = tenant + "/" + account + "/" + setup.longCalls();
        if (!seeded.contains(key)) {
            long most = setup.longCalls();
            Level level = new Level(Budgets.AT_ONCE, most, null, most, null, null);
            budgets.told(tenant, account, NOTHING, List.of(level), clock.instant(), null);
            seeded.add(key);
        }
    }

    private boolean isFresh(TenantId tenant, String account) {
        Instant told = days.today(tenant, account).map(DayUse.Today::toldAt).orElse(null);
        return told != null && clock.instant().isBefore(told.plus(Duration.ofMinutes(5)));
    }

    /** Whether the day's limit has recovered: any answer tells. */
    private void look(Connection connection, Tokens.Access access, Session session) {
        Ask look = Ask.get(connection, "limits", Setup.of(connection).path("/limits"))
                .free();
        call(look, access, session, NOTHING, null, () -> {});
    }

    private Passage call(
            Ask ask,
            Tokens.Access access,
            Session session,
            Grant.Taken taken,
            @Nullable ActiveRun run,
            Runnable beforeSending) {
        TenantId tenant = ask.connection().tenant();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + session.token());
        headers.put("Accept", "application/json");
        headers.putAll(ask.headers());
        VendorCall call = new VendorCall(ask.operation(), session.instance().resolve(ask.path()), headers, ask.body());
        Calls.Occasion occasion = new Calls.Occasion(run == null ? null : run.id(), ask.intent());
        Tokens.Access bearer = new Tokens.Access(session.token(), access.account(), access.fromUser());
        VendorAnswer answer;
        Instant sent;
        try {
            beforeSending.run();
            sent = clock.instant();
            answer = calls.make(
                    ask.connection(), bearer, ask.method(), call, ask.within(), occasion, told -> reading(ask, told));
        } catch (RuntimeException e) {
            budgets.release(tenant, access.account(), taken);
            throw e;
        }
        switch (answer) {
            case VendorAnswer.NotSent(String reason) -> {
                budgets.unsent(tenant, access.account(), taken);
                Instant open = calls.openUntil(ask.connection());
                return open == null
                        ? new Passage.Unreached(reason)
                        : new Passage.Later(open, AWAY + ": " + reason, false, true);
            }
            case VendorAnswer.Lost(String reason) -> {
                budgets.release(tenant, access.account(), taken);
                return new Passage.Lost(0, reason, "");
            }
            case VendorAnswer.Answered told -> {
                if (!taken.reserved().isEmpty()) {
                    budgets.told(tenant, access.account(), taken, List.of(), sent, null);
                }
                usage(tenant, access.account(), told);
                return passage(tenant, access, ask, told);
            }
        }
    }

    private void usage(TenantId tenant, String account, VendorAnswer.Answered told) {
        String header = told.header("sforce-limit-info");
        Matcher usage = USAGE.matcher(header == null ? "" : header);
        if (usage.find()) {
            days.toldRolling(tenant, account, Long.parseLong(usage.group(2)), Long.parseLong(usage.group(1)));
        }
    }

    private Passage passage(TenantId tenant, Tokens.Access access, Ask ask, VendorAnswer.Answered told) {
        if (told.status() / 100 == 2 || told.status() == 304) {
            return new Passage.Answered(told);
        }
        SalesforceFault fault = SalesforceFault.of(told);
        Instant now = clock.instant();
        return switch (fault.meaning()) {
            case AT_ONCE ->
                new Passage.Later(now.plus(AT_ONCE_PAUSE), "Salesforce's limit of long calls at once", false, false);
            case DAY -> {
                Instant until = now.plus(DAY_PAUSE);
                days.refused(tenant, access.account(), until);
                yield new Passage.Later(until, "Salesforce's limit of calls in 24 hours is used up", true, false);
            }
            case SOON ->
                fault.clear()
                        ? new Passage.Later(now.plusSeconds(2), "Salesforce: " + fault.sentence(), false, false)
                        : new Passage.Lost(told.status(), "HTTP " + told.status(), Excerpts.of(told.body()));
            default -> new Passage.Refused(fault, told);
        };
    }

    private static Reading reading(Ask ask, VendorAnswer.Answered told) {
        Long cost = ask.counts() ? 1L : 0L;
        if (told.status() / 100 == 2 || told.status() == 304) {
            return new Reading(Outcome.OK, null, cost, null, Health.WELL);
        }
        SalesforceFault fault = SalesforceFault.of(told);
        return switch (fault.meaning()) {
            case AT_ONCE, DAY, LOCKED -> new Reading(Outcome.LIMITED, null, cost, fault.sentence(), Health.WELL);
            case SOON ->
                new Reading(
                        fault.clear() ? Outcome.LIMITED : Outcome.UNKNOWN, null, cost, fault.sentence(), Health.SILENT);
            // sessions end all the time; only a refused sign-in says something about the connection
            case SESSION -> new Reading(Outcome.REFUSED, null, cost, fault.sentence(), Health.SILENT);
            default -> new Reading(Outcome.REFUSED, null, cost, fault.sentence(), Health.WELL);
        };
    }
}
