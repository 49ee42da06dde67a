package io.salessync.connectors.salesforce;

import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.CrmWritten;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Sendings;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Sends writes: each body once, unless Salesforce itself says that it did not look at it. */
@Component
class SalesforceSending {
    private static final int TRIES = 5;
    private static final Evidence NONE = new Evidence(null, 0, null, false, "");

    private final SalesforceGate gate;
    private final Sendings sendings;
    private final Waits waits;
    private final InstantSource clock;

    SalesforceSending(SalesforceGate gate, Sendings sendings, Waits waits, InstantSource clock) {
        this.gate = gate;
        this.sendings = sendings;
        this.waits = waits;
        this.clock = clock;
    }

    CrmAnswer send(Connection connection, Intent intent, CrmWrite write, @Nullable ActiveRun run) {
        if (intent.state() != Intent.State.RECORDED) {
            return new CrmAnswer.Unknown(NONE, "sent by a run that was cut off");
        }
        Setup setup = Setup.of(connection);
        Ask ask = Ask.with(
                        connection,
                        SalesforceWrites.form(write).name().toLowerCase(java.util.Locale.ROOT) + " ×"
                                + write.rows().size(),
                        SalesforceWrites.method(write),
                        SalesforceWrites.path(setup, write),
                        // what is deleted stands in the address; the body is for our own records alone
                        write.act() == CrmWrite.Act.REMOVE ? "" : intent.body())
                .lasting()
                .having(SalesforceWrites.headers(write))
                .of(intent.id());
        Marking marking = new Marking(connection, intent);
        for (int tries = 1; ; tries++) {
            Passage passage;
            try {
                passage = gate.pass(ask, run, marking);
            } catch (Problem problem) {
                return withoutSession(problem);
            }
            switch (passage) {
                case Passage.Answered(VendorAnswer.Answered told) -> {
                    return read(write, told);
                }
                case Passage.Refused refused -> {
                    return refused(write, refused);
                }
                case Passage.Lost lost -> {
                    return new CrmAnswer.Unknown(
                            new Evidence(null, lost.status(), null, false, lost.excerpt()), lost.reason());
                }
                case Passage.Unreached unreached -> {
                    if (tries >= TRIES) {
                        return new CrmAnswer.NotNow(
                                clock.instant().plusSeconds(60),
                                SalesforceGate.AWAY + ": " + unreached.reason(),
                                false);
                    }
                    waits.until(clock.instant().plusSeconds(tries), SalesforceGate.AWAY, run);
                }
                case Passage.Later later -> {
                    if (later.dayLimit() || later.away() || waits.isLong(later.until()) || tries >= TRIES) {
                        return new CrmAnswer.NotNow(later.until(), later.reason(), later.dayLimit());
                    }
                    Instant until = clock.instant().plus(Duration.ofSeconds(1L << tries));
                    waits.until(until.isAfter(later.until()) ? until : later.until(), later.reason(), run);
                }
            }
        }
    }

    /** Marks the intent before it goes out for the first time; what is sent anew was not looked at. */
    private final class Marking implements Runnable {
        private final Connection connection;
        private Intent intent;

        Marking(Connection connection, Intent intent) {
            this.connection = connection;
            this.intent = intent;
        }

        @Override
        public void run() {
            intent = sendings.marked(connection.tenant(), intent);
        }
    }

    private CrmAnswer withoutSession(Problem problem) {
        if (problem.code() == ConnectorsProblem.VENDOR_UNREACHABLE) {
            return new CrmAnswer.NotNow(clock.instant().plusSeconds(60), problem.detail(), false);
        }
        return new CrmAnswer.Stopped(FaultClass.CONNECTION, problem.code().code(), problem.detail(), NONE);
    }

    private static CrmAnswer read(CrmWrite write, VendorAnswer.Answered told) {
        Evidence evidence = evidence(told);
        List<CrmWritten> results = null;
        try {
            results = SalesforceWrites.results(write, SalesforceFault.JSON.readTree(told.body()));
        } catch (JacksonException notJson) {
            // an answer that tells nothing: unknown
        }
        return results == null
                ? new CrmAnswer.Unknown(evidence, "the answer does not tell of each row")
                : new CrmAnswer.Settled(results, evidence);
    }

    private static CrmAnswer refused(CrmWrite write, Passage.Refused refused) {
        SalesforceFault fault = refused.fault();
        Evidence evidence = evidence(refused.told());
        return switch (fault.meaning()) {
            case LOCKED ->
                new CrmAnswer.Settled(
                        Collections.nCopies(write.rows().size(), new CrmWritten.Locked(fault.message())), evidence);
            case SESSION, FORBIDDEN ->
                new CrmAnswer.Stopped(FaultClass.CONNECTION, fault.code(), fault.message(), evidence);
            default -> new CrmAnswer.Stopped(FaultClass.ROW, fault.code(), fault.message(), evidence);
        };
    }

    private static Evidence evidence(VendorAnswer.Answered told) {
        return new Evidence(null, told.status(), 1L, false, Excerpts.of(told.body()));
    }
}
