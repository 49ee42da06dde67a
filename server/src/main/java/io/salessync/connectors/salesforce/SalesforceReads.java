package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks questions until they are answered: reading again harms nobody. */
@Component
class SalesforceReads {
    private static final int ATTEMPTS = 4;
    private static final int REFUSALS = 12;
    private static final int UNREACHED = 3;
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);

    private final SalesforceGate gate;
    private final SalesforceSessions sessions;
    private final Waits waits;
    private final InstantSource clock;

    SalesforceReads(SalesforceGate gate, SalesforceSessions sessions, Waits waits, InstantSource clock) {
        this.gate = gate;
        this.sessions = sessions;
        this.waits = waits;
        this.clock = clock;
    }

    /** A refusal of what was asked, which asking again does not mend. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SalesforceFault fault;

        Refused(SalesforceFault fault) {
            super(fault.sentence(), null, false, false);
            this.fault = fault;
        }

        SalesforceFault fault() {
            return fault;
        }
    }

    /** The answer, parsed. */
    JsonNode json(Ask ask, @Nullable ActiveRun run) {
        return parsed(ask, ask(ask, run));
    }

    static JsonNode parsed(Ask ask, VendorAnswer.Answered told) {
        try {
            return SalesforceFault.JSON.readTree(told.body());
        } catch (JacksonException e) {
            throw unreachable(ask.connection(), "what it answers to '" + ask.operation() + "' is not JSON");
        }
    }

    /**
     * The answer.
     *
     * @throws Refused when it is refused for what it says
     */
    VendorAnswer.Answered ask(Ask ask, @Nullable ActiveRun run) {
        int lost = 0;
        int refused = 0;
        int unreached = 0;
        while (true) {
            switch (passed(ask, run)) {
                case Passage.Answered(VendorAnswer.Answered told) -> {
                    return told;
                }
                case Passage.Refused told -> throw refusal(ask, told.fault());
                case Passage.Lost told -> {
                    lost++;
                    if (lost >= ATTEMPTS || told.reason().startsWith("the answer is larger")) {
                        throw silent(ask, told.reason(), run);
                    }
                    step(lost, "Salesforce gave no clear answer (" + told.reason() + "); asking again", run);
                }
                case Passage.Unreached told -> {
                    unreached++;
                    if (unreached >= UNREACHED) {
                        throw silent(ask, told.reason(), run);
                    }
                    step(unreached, SalesforceGate.AWAY, run);
                }
                case Passage.Later told -> {
                    refused++;
                    if (told.dayLimit() || told.away() || waits.isLong(told.until()) || refused >= REFUSALS) {
                        throw putOff(ask, told, run);
                    }
                    step(refused, told.reason(), run);
                }
            }
        }
    }

    private Passage passed(Ask ask, @Nullable ActiveRun run) {
        try {
            return gate.pass(ask, run, () -> {});
        } catch (Problem problem) {
            // a sign-in that is not answered is no reason for a run to fail
            if (run != null && problem.code() == ConnectorsProblem.VENDOR_UNREACHABLE) {
                throw run.sleepUntil(clock.instant().plus(SILENCE), problem.detail());
            }
            throw problem;
        }
    }

    private void step(int attempt, String reason, @Nullable ActiveRun run) {
        Duration wait = Duration.ofSeconds(1L << Math.min(attempt - 1, 5));
        waits.until(clock.instant().plus(wait.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : wait), reason, run);
    }

    private RuntimeException refusal(Ask ask, SalesforceFault fault) {
        if (fault.meaning() == SalesforceFault.Meaning.SESSION) {
            sessions.forget(ask.connection());
            return Problem.of(
                            ConnectorsProblem.VENDOR_REFUSED,
                            "Salesforce refuses a session of connection '"
                                    + ask.connection().name() + "' right after signing in: " + fault.sentence()
                                    + ". Check the app's scopes (api) and that its user may use the API.")
                    .with("vendorCode", fault.code());
        }
        if (fault.meaning() == SalesforceFault.Meaning.FORBIDDEN) {
            return forbidden(ask.connection(), fault);
        }
        return new Refused(fault);
    }

    static Problem forbidden(Connection connection, SalesforceFault fault) {
        return Problem.of(
                        ConnectorsProblem.VENDOR_REFUSED,
                        "Salesforce does not allow the user of connection '" + connection.name() + "' this: "
                                + fault.sentence() + ". Give that user the permission.")
                .with("vendorCode", fault.code());
    }

    private static RuntimeException putOff(Ask ask, Passage.Later told, @Nullable ActiveRun run) {
        if (run != null) {
            return run.sleepUntil(told.until(), told.reason());
        }
        if (told.away()) {
            return unreachable(ask.connection(), told.reason())
                    .with("notBefore", told.until().toString());
        }
        return Problem.of(
                        told.dayLimit() ? ConnectorsProblem.VENDOR_LIMIT : ConnectorsProblem.VENDOR_UNREACHABLE,
                        "Not now: " + told.reason() + ". It can go on at " + told.until() + ".")
                .with("until", told.until().toString())
                .with("notBefore", told.until().toString());
    }

    private RuntimeException silent(Ask ask, String reason, @Nullable ActiveRun run) {
        return run == null
                ? unreachable(ask.connection(), reason)
                : run.sleepUntil(clock.instant().plus(SILENCE), "Salesforce: " + reason);
    }

    static Problem unreachable(Connection connection, String reason) {
        return Problem.of(
                ConnectorsProblem.VENDOR_UNREACHABLE,
                "Salesforce at " + connection.endpoint() + " does not answer as it should: " + reason
                        + ". Check the connection's address, and whether Salesforce is up.");
    }

    /** A refusal of a query or a name, for whoever asked. */
    static Problem queryRefused(Connection connection, SalesforceFault fault) {
        return Problem.of(
                        ConnectorsProblem.QUERY_REFUSED,
                        "Salesforce cannot do what connection '" + connection.name() + "' asked: " + fault.sentence()
                                + ".")
                .with("vendorCode", fault.code());
    }
}
