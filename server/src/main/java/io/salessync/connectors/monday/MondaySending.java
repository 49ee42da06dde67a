package io.salessync.connectors.monday;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.BatchAnswer.NotNow;
import io.salessync.connectors.BatchAnswer.Unknown;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Sendings;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One intent on its way, until its outcome is known or cannot be found out by sending. While the outcome is open, the board is
 * looked at before the same body goes out again under the same key: the vendor may have done the work and forgotten the key.
 */
final class MondaySending {
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final MondayGate gate;
    private final MondayCosts costs;
    private final MondaySightings sightings;
    private final Sendings sendings;
    private final Waits waits;
    private final InstantSource clock;

    private final Connection connection;
    private final BoardRef ref;
    private final Tokens.Access access;
    private final List<BoardWrite> writes;
    private final Duration window;
    private final @Nullable ActiveRun run;
    private final Instant began;
    private Intent intent;
    private boolean outcomeOpen;
    private final Unreachable unreachable = new Unreachable();
    private int lost;
    private Evidence last = new Evidence(null, 0, null, false, "");
    private String why = "sent by a run that was cut off";

    MondaySending(
            Parts parts,
            Connection connection,
            BoardRef ref,
            Tokens.Access access,
            Intent intent,
            List<BoardWrite> writes,
            Duration window,
            @Nullable ActiveRun run) {
        this.gate = parts.gate();
        this.costs = parts.costs();
        this.sightings = parts.sightings();
        this.sendings = parts.sendings();
        this.waits = parts.waits();
        this.clock = parts.clock();
        this.connection = connection;
        this.ref = ref;
        this.access = access;
        this.intent = intent;
        this.writes = writes;
        this.window = window;
        this.run = run;
        this.began = clock.instant();
        this.outcomeOpen = intent.state() == Intent.State.SENT;
    }

    /** What a sending works with. */
    record Parts(
            MondayGate gate,
            MondayCosts costs,
            MondaySightings sightings,
            Sendings sendings,
            Waits waits,
            InstantSource clock) {}

    BatchAnswer send() {
        if (outcomeOpen && !maySendAgain()) {
            return new Unknown(last, why);
        }
        while (true) {
            Instant before = clock.instant();
            Ask ask = new Ask(
                    connection,
                    operation(),
                    ref.apiVersion(),
                    intent.body(),
                    true,
                    costs.reserve(connection.tenant(), access.account(), writes),
                    1,
                    intent.idempotencyKey(),
                    intent.id());
            BatchAnswer answer =
                    switch (gate.pass(ask, run, () -> intent = sendings.marked(connection.tenant(), intent))) {
                        case Passage.Answered told -> read(told);
                        case Passage.Lost told -> lost(told.status(), told.reason(), told.excerpt());
                        case Passage.Later told -> later(told);
                        case Passage.Unreached told -> unreached(told.reason(), before);
                    };
            if (answer != null) {
                return answer;
            }
        }
    }

    private String operation() {
        return String.join("+", MondayCosts.kinds(writes).keySet()) + " ×" + writes.size();
    }

    private @Nullable BatchAnswer read(Passage.Answered told) {
        MondayAnswer answer = told.answer();
        last = evidence(answer);
        MondayResults results = MondayResults.of(answer, ref, writes);
        if (results.isAmbiguous()) {
            return lost(answer.status(), results.message(), last.excerpt());
        }
        Duration wait = results.pause();
        if (wait != null) {
            return later(new Passage.Later(clock.instant().plus(wait), "monday.com: " + results.message(), false));
        }
        MondayAnswer.Complexity cost = answer.cost();
        if (results.allDone() && cost != null && !answer.replayed()) {
            costs.learn(
                    connection.tenant(),
                    access.account(),
                    writes,
                    cost.query(),
                    told.took().toNanos() / 1e6);
        }
        BatchAnswer known = results.answer(last);
        // what refuses us now says nothing about a sending before it whose answer never came
        boolean says = known instanceof BatchAnswer.Settled;
        return outcomeOpen && !says ? new Unknown(last, why) : known;
    }

    private @Nullable BatchAnswer lost(int status, String reason, String excerpt) {
        last = new Evidence(last.vendorRequestId(), status, null, false, excerpt);
        why = reason;
        outcomeOpen = true;
        lost++;
        if (lost >= ATTEMPTS || !isInWindow(clock.instant())) {
            return new Unknown(last, reason);
        }
        Instant again = clock.instant().plus(Duration.ofSeconds(1L << lost));
        waits.until(again, "monday.com gave no clear answer (" + reason + "); asking again", run);
        return maySendAgain() ? null : new Unknown(last, reason);
    }

    /** While a sending is open: only within the time the vendor keeps keys, and only if nothing of it can be seen done. */
    private boolean maySendAgain() {
        return isInWindow(clock.instant()) && !sightings.any(connection, ref, writes, run);
    }

    private boolean isInWindow(Instant at) {
        Instant first = intent.firstSentAt();
        return first == null || at.isBefore(first.plus(window));
    }

    private @Nullable BatchAnswer unreached(String reason, Instant before) {
        Instant now = clock.instant();
        if (unreachable.isEnough(before, now)) {
            return later(Unreachable.away(now, reason));
        }
        waits.until(unreachable.again(now), Unreachable.REASON, run);
        return null;
    }

    private @Nullable BatchAnswer later(Passage.Later told) {
        Instant until = told.until();
        boolean patient = Duration.between(began, until).compareTo(PATIENCE) < 0;
        if (told.dayLimit() || told.away() || waits.isLong(until) || !patient || !isInWindow(until)) {
            return outcomeOpen ? new Unknown(last, why) : new NotNow(until, told.reason(), told.dayLimit());
        }
        waits.until(until, told.reason(), run);
        return null;
    }

    private Evidence evidence(MondayAnswer answer) {
        return new Evidence(
                answer.requestId(),
                answer.status(),
                answer.cost() == null ? null : answer.cost().query(),
                answer.replayed(),
                Excerpts.of(answer.body()));
    }
}
