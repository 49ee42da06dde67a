package io.salessync.connectors.monday;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Waits;
import io.salessync.connectors.monday.MondayAnswer.Fault;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Asks questions until they are answered: reading again harms nobody. */
@Component
class MondayReads {
    private static final int ATTEMPTS = 4;
    private static final int REFUSALS = 30;

    /** How long a run leaves a vendor alone that does not answer as it should. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final MondayGate gate;
    private final MondayCosts costs;
    private final Tokens tokens;
    private final Waits waits;
    private final InstantSource clock;

    MondayReads(MondayGate gate, MondayCosts costs, Tokens tokens, Waits waits, InstantSource clock) {
        this.gate = gate;
        this.costs = costs;
        this.tokens = tokens;
        this.waits = waits;
        this.clock = clock;
    }

    /**
     * A question.
     *
     * @param operation what it asks, in a word
     * @param size how many things it asks about: what it costs grows with them
     */
    record Question(
            Connection connection,
            String operation,
            String apiVersion,
            int size,
            String body,
            @Nullable ActiveRun run) {}

    /** An error about the question itself that asking again does not mend; a cursor that expired comes this way too. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Fault fault;

        Refused(Fault fault) {
            super(fault.code() + ": " + fault.message());
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    /**
     * The data of the answer, in full: parts that a limit left out are asked for again.
     *
     * @throws Refused when the question is refused for what it says
     */
    JsonNode ask(Question question) {
        int lost = 0;
        int refused = 0;
        Unreachable unreachable = new Unreachable();
        while (true) {
            Instant before = clock.instant();
            switch (gate.pass(call(question), question.run())) {
                case Passage.Answered told -> {
                    MondayAnswer answer = told.answer();
                    Fault fault = answer.errors().stream().findFirst().orElse(null);
                    if (fault == null && !answer.data().isMissingNode()) {
                        learn(question, told);
                        return answer.data();
                    }
                    if (fault != null && !fault.meaning().isLater() && fault.meaning() != Meaning.AMBIGUOUS) {
                        throw refusal(question, fault);
                    }
                    if (fault != null && fault.meaning().isLater()) {
                        refused = again(question, fault.message(), refused, wait(fault));
                    } else {
                        lost = lost(question, fault == null ? "an empty answer" : fault.message(), lost);
                    }
                }
                case Passage.Lost told -> lost = lost(question, told.reason(), lost);
                case Passage.Unreached told -> {
                    if (unreachable.isEnough(before, clock.instant())) {
                        throw putOff(question, Unreachable.away(clock.instant(), told.reason()));
                    }
                    waits.until(unreachable.again(clock.instant()), Unreachable.REASON, question.run());
                }
                case Passage.Later told -> {
                    if (told.dayLimit() || told.away() || waits.isLong(told.until())) {
                        throw putOff(question, told);
                    }
                    if (told.reason().contains("omplexity")) {
                        costs.raiseReading(question.connection().tenant(), account(question), question.operation());
                    }
                    refused = again(question, told.reason(), refused, Duration.between(clock.instant(), told.until()));
                }
            }
        }
    }

    private Ask call(Question question) {
        long cost =
                costs.reading(question.connection().tenant(), account(question), question.operation(), question.size());
        // what is left of the day may be asked at its end too: the vendor may have raised it
        double dayCalls = question.operation().equals(MondayAccounts.DAY_USE) ? 0 : 1;
        return new Ask(
                question.connection(),
                question.operation(),
                question.apiVersion(),
                question.body(),
                false,
                cost,
                dayCalls,
                null,
                null);
    }

    private String account(Question question) {
        return tokens.open(question.connection()).account();
    }

    private void learn(Question question, Passage.Answered told) {
        MondayAnswer.Complexity cost = told.answer().cost();
        if (cost != null) {
            costs.learnReading(
                    question.connection().tenant(),
                    account(question),
                    question.operation(),
                    question.size(),
                    cost.query(),
                    told.took().toNanos() / 1e6);
        }
    }

    private static Duration wait(Fault fault) {
        return fault.retryIn() == null ? Duration.ofSeconds(2) : fault.retryIn();
    }

    private int again(Question question, String reason, int refused, Duration wait) {
        if (refused >= REFUSALS) {
            throw silent(question, reason);
        }
        waits.until(clock.instant().plus(wait), "monday.com: " + reason, question.run());
        return refused + 1;
    }

    private int lost(Question question, String reason, int lost) {
        if (lost + 1 >= ATTEMPTS) {
            throw silent(question, reason);
        }
        Instant until = clock.instant().plus(Duration.ofSeconds(1L << lost));
        waits.until(until, "monday.com gave no clear answer (" + reason + "); asking again", question.run());
        return lost + 1;
    }

    private static RuntimeException refusal(Question question, Fault fault) {
        if (fault.meaning() == Meaning.CONNECTION) {
            return Problem.of(
                            ConnectorsProblem.VENDOR_REFUSED,
                            "monday.com refuses connection '"
                                    + question.connection().name() + "': " + fault.message()
                                    + ". Check its token and what it may do.")
                    .with("vendorCode", fault.code());
        }
        return new Refused(fault);
    }

    private static RuntimeException putOff(Question question, Passage.Later told) {
        if (question.run() != null) {
            return question.run().sleepUntil(told.until(), told.reason());
        }
        if (told.away()) {
            return unreachable(question, told.reason());
        }
        return Problem.of(
                        told.dayLimit() ? ConnectorsProblem.VENDOR_LIMIT : ConnectorsProblem.VENDOR_UNREACHABLE,
                        "Not now: " + told.reason() + ". It can go on at " + told.until() + ".")
                .with("until", told.until().toString());
    }

    /** A run waits for better times, everybody else is told. */
    private RuntimeException silent(Question question, String reason) {
        return question.run() == null
                ? unreachable(question, reason)
                : putOff(question, new Passage.Later(clock.instant().plus(SILENCE), "monday.com: " + reason, false));
    }

    private static Problem unreachable(Question question, String reason) {
        return Problem.of(
                ConnectorsProblem.VENDOR_UNREACHABLE,
                "monday.com at " + question.connection().endpoint() + " does not answer: " + reason
                        + ". Check the connection's address, and whether monday.com is up.");
    }
}
