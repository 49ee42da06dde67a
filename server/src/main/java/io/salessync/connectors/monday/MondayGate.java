package io.salessync.connectors.monday;

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
import io.salessync.connectors.monday.MondayAnswer.Fault;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one way to monday.com: takes the budget, waits for it where needed, calls, and puts the budget right by the answer. */
@Component
class MondayGate {
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    /** What the vendor counts of a call that it refuses for its rate. */
    private static final double REFUSED_COUNTS = 0.1;

    private final Calls calls;
    private final Budgets budgets;
    private final DayUse days;
    private final Tokens tokens;
    private final Waits waits;
    private final InstantSource clock;

    MondayGate(Calls calls, Budgets budgets, DayUse days, Tokens tokens, Waits waits, InstantSource clock) {
        this.calls = calls;
        this.budgets = budgets;
        this.days = days;
        this.tokens = tokens;
        this.waits = waits;
        this.clock = clock;
    }

    Passage pass(Ask ask, @Nullable ActiveRun run) {
        return pass(ask, run, () -> {});
    }

    /** @param beforeSending runs once the call is sure to go out, outside every transaction */
    Passage pass(Ask ask, @Nullable ActiveRun run, Runnable beforeSending) {
        Tokens.Access access = tokens.open(ask.connection());
        TenantId tenant = ask.connection().tenant();
        while (true) {
            Instant open = calls.openUntil(ask.connection());
            if (open != null) {
                return new Passage.Later(open, Unreachable.REASON, false, true);
            }
            Grant grant = budgets.take(tenant, access.account(), needs(ask), ask.dayCalls());
            if (grant instanceof Grant.Taken taken) {
                return call(ask, access, taken, run, beforeSending);
            }
            Grant.Later later = (Grant.Later) grant;
            if (waits.isLong(later.until())) {
                return new Passage.Later(later.until(), later.reason(), later.dayLimit());
            }
            waits.until(later.until(), later.reason(), run);
            if (later.look()) {
                look(ask, access, run);
            }
        }
    }

    private static Map<String, Long> needs(Ask ask) {
        Map<String, Long> needs = new LinkedHashMap<>();
        needs.put(RateLimits.MINUTE, 1L);
        needs.put(RateLimits.AT_ONCE, 1L);
        needs.put(ask.costPolicy(), ask.cost());
        return needs;
    }

    /** Whether the limit is free again: tells the budget, costs next to nothing. */
    private void look(Ask ask, Tokens.Access access, @Nullable ActiveRun run) {
        Ask look = new Ask(
                ask.connection(),
                "complexity",
                ask.apiVersion(),
                MondayDocuments.look(ask.mutation()),
                ask.mutation(),
                0,
                0.1,
                null,
                null);
        Grant grant = budgets.take(ask.connection().tenant(), access.account(), needs(look), look.dayCalls());
        Instant again = switch (grant) {
            case Grant.Later later -> later.until();
            case Grant.Taken taken -> again(call(look, access, taken, run, () -> {}));
        };
        // a look that told nothing would be repeated at once
        if (again != null && !waits.isLong(again)) {
            waits.until(again, "another look at the vendor's limits", run);
        }
    }

    private @Nullable Instant again(Passage looked) {
        return switch (looked) {
            case Passage.Answered answered -> null;
            case Passage.Later later -> later.until();
            case Passage.Lost lost -> clock.instant().plus(BRIEFLY);
            case Passage.Unreached unreached -> clock.instant().plus(BRIEFLY);
        };
    }

    private Passage call(
            Ask ask, Tokens.Access access, Grant.Taken taken, @Nullable ActiveRun run, Runnable beforeSending) {
        TenantId tenant = ask.connection().tenant();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", access.token());
        headers.put("API-Version", ask.apiVersion());
        headers.put("Accept", "application/json");
        if (ask.idempotencyKey() != null) {
            headers.put("Idempotency-Key", ask.idempotencyKey());
        }
        VendorCall call = new VendorCall(ask.operation(), ask.connection().endpoint(), headers, ask.body());
        Calls.Occasion occasion = new Calls.Occasion(run == null ? null : run.id(), ask.intent());
        VendorAnswer told;
        Instant sent;
        long began;
        try {
            beforeSending.run();
            sent = clock.instant();
            began = System.nanoTime();
            told = calls.make(ask.connection(), access, call, occasion, MondayGate::reading);
        } catch (RuntimeException e) {
            budgets.release(tenant, access.account(), taken);
            throw e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return switch (told) {
            case VendorAnswer.NotSent(String reason) -> {
                budgets.unsent(tenant, access.account(), taken);
                Instant open = calls.openUntil(ask.connection());
                yield open == null
                        ? new Passage.Unreached(reason)
                        : new Passage.Later(open, Unreachable.REASON + ": " + reason, false, true);
            }
            case VendorAnswer.Lost(String reason) -> {
                budgets.release(tenant, access.account(), taken);
                yield new Passage.Lost(0, reason, "");
            }
            case VendorAnswer.Answered answered -> {
                MondayAnswer answer = MondayAnswer.of(answered);
                put(ask, access.account(), taken, answer, sent);
                yield passage(ask, access, answer, took);
            }
        };
    }

    private Passage passage(Ask ask, Tokens.Access access, MondayAnswer answer, Duration took) {
        if (!answer.readable()) {
            Meaning meaning = MondayErrors.ofStatus(answer.status());
            if (meaning.isLater()) {
                return new Passage.Later(
                        clock.instant().plus(BRIEFLY.multipliedBy(5)), "monday.com answers " + answer.status(), false);
            }
            if (meaning != Meaning.CONNECTION) {
                String excerpt = Excerpts.of(answer.body());
                return new Passage.Lost(
                        answer.status(), "an answer that is none of monday.com's: HTTP " + answer.status(), excerpt);
            }
        }
        Fault whole = answer.whole();
        if (whole != null && answer.data().isMissingNode() && whole.meaning().isLater()) {
            return later(ask, access, whole);
        }
        return new Passage.Answered(answer, took);
    }

    private Passage later(Ask ask, Tokens.Access access, Fault fault) {
        Instant now = clock.instant();
        Duration told = fault.retryIn();
        if (fault.meaning() == Meaning.DAY) {
            Instant until = told == null ? DayUse.midnight(now) : now.plus(told);
            days.refused(ask.connection().tenant(), access.account(), until);
            return new Passage.Later(until, "the vendor's limit of calls per day", true);
        }
        Duration wait = told == null ? BRIEFLY.multipliedBy(fault.meaning() == Meaning.COMPLEXITY ? 10 : 2) : told;
        return new Passage.Later(now.plus(wait), "monday.com: " + fault.message(), false);
    }

    private void put(Ask ask, String account, Grant.Taken taken, MondayAnswer answer, Instant sent) {
        TenantId tenant = ask.connection().tenant();
        MondayAnswer.Complexity cost = answer.replayed() ? null : answer.cost();
        Fault whole = answer.whole();
        Budgets.Refusal refusal = whole == null ? null : refusal(ask, whole);
        List<Level> levels = answer.limits().levels(ask.costPolicy(), cost);
        budgets.told(tenant, account, taken, levels, sent, refusal);
        if (whole != null && whole.meaning().isLater() && answer.data().isMissingNode()) {
            days.giveBack(tenant, account, Math.max(0, taken.dayCalls() - REFUSED_COUNTS));
        }
        if (cost != null && cost.query() > 0 && !ask.mutation()) {
            // personal tokens have one budget for reading and writing
            budgets.alsoUsed(tenant, account, RateLimits.WRITE, cost.query());
        }
    }

    private static Budgets.@Nullable Refusal refusal(Ask ask, Fault fault) {
        Duration wait = fault.retryIn() == null ? BRIEFLY : fault.retryIn();
        return switch (fault.meaning()) {
            case COMPLEXITY -> new Budgets.Refusal(ask.costPolicy(), wait);
            case MINUTE -> new Budgets.Refusal(RateLimits.MINUTE, wait);
            case CONCURRENCY -> new Budgets.Refusal(RateLimits.AT_ONCE, wait);
            default -> null;
        };
    }

    private static Reading reading(VendorAnswer.Answered told) {
        MondayAnswer answer = MondayAnswer.of(told);
        Long cost = answer.cost() == null ? null : answer.cost().query();
        if (!answer.readable()) {
            Health health = told.status() == 401 || told.status() == 403 ? Health.REFUSED : Health.SILENT;
            Outcome outcome = health == Health.REFUSED ? Outcome.REFUSED : Outcome.UNKNOWN;
            return new Reading(outcome, answer.requestId(), cost, "HTTP " + told.status() + ", no GraphQL", health);
        }
        if (answer.errors().isEmpty()) {
            return new Reading(Outcome.OK, answer.requestId(), cost, null, Health.WELL);
        }
        Fault first = answer.errors().getFirst();
        String detail = first.code() + ": " + first.message();
        boolean something = answer.data().properties().stream()
                .anyMatch(field -> !field.getKey().equals("complexity")
                        && !field.getValue().isNull());
        Outcome outcome = something
                ? Outcome.PARTLY
                : first.meaning().isLater()
                        ? Outcome.LIMITED
                        : first.meaning() == Meaning.AMBIGUOUS ? Outcome.UNKNOWN : Outcome.REFUSED;
        boolean refused = first.meaning() == Meaning.CONNECTION && !something;
        Health health = refused ? Health.REFUSED : outcome == Outcome.UNKNOWN ? Health.SILENT : Health.WELL;
        return new Reading(outcome, answer.requestId(), cost, detail, health);
    }
}
