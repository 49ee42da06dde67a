package io.salessync.connectors;

import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The port to a CRM that is queried by SOQL. Every call keeps the CRM's limits by itself, has deadlines and is written to the
 * call log. Waits of up to a minute happen inside; longer ones put a given run to sleep, and are a problem of kind TOO_OFTEN or
 * UNREACHABLE with the time in {@code until} where no run is given. Calls for runs leave a share of the day's calls to people.
 * None may be made inside a transaction.
 */
public interface CrmConnector extends VendorConnector {
    /** Most rows one write may hold. */
    int MOST_ROWS = 200;

    /** Most rows a write by external id may hold that must never create. */
    int MOST_UPDATES_BY_KEY = 25;

    /** From how many rows on a query is better done in bulk. */
    int BULK_FROM = 2_000;

    /** Whether the CRM answers under that host, in small letters, whoever has a connection to it. */
    default boolean isItsHost(String host) {
        return false;
    }

    /** The kinds of records there are for us. */
    List<CrmObject> objects(Connection connection, @Nullable ActiveRun run);

    /**
     * An object with its fields; asked anew only where it changed since the last time.
     *
     * @throws io.salessync.kernel.problems.Problem {@code connectors.unknown-object} where there is none of that name for us
     */
    CrmDescription describe(Connection connection, String object, @Nullable ActiveRun run);

    /** How many rows a query of {@code SELECT COUNT()} has; a query that the CRM gives up on is {@link Counted.TooMuch}. */
    Counted count(Connection connection, CrmQuery query, @Nullable ActiveRun run);

    /** What came of counting. */
    sealed interface Counted {
        record Rows(long rows) implements Counted {}

        record TooMuch(String code, String message) implements Counted {}
    }

    /** How the CRM would go about a query: what leads it and its cost; above 1 it reads the whole table. */
    List<Plan> explain(Connection connection, CrmQuery query, @Nullable ActiveRun run);

    /**
     * A way to go about a query.
     *
     * @param leading such as {@code Index} or {@code TableScan}
     * @param rows how many rows it expects to find
     * @param cost relative; below 1 it is selective
     */
    record Plan(String leading, long rows, double cost, List<String> notes) {}

    /**
     * A page of a query. Pages have any number of rows, none included; go on while there is a next one.
     *
     * @param locator where the page is, from the page before; null: the first. Good for two days.
     */
    CrmRead page(Connection connection, CrmQuery query, @Nullable String locator, @Nullable ActiveRun run);

    /** Begins a query in bulk; returns the job's id. Neither ORDER BY nor LIMIT may be in it. */
    String startBulk(Connection connection, CrmQuery query, @Nullable ActiveRun run);

    /**
     * How a bulk query stands once it is over, or after that time.
     *
     * @param most how long to wait inside, at most a minute
     */
    BulkState bulk(Connection connection, String job, Duration most, @Nullable ActiveRun run);

    /**
     * How a bulk query stands.
     *
     * @param state as far as we have to know it
     * @param rows how many it found so far
     */
    record BulkState(State state, long rows, @Nullable String message) {
        /** Where a bulk query may stand. */
        public enum State {
            RUNNING,
            DONE,
            FAILED,
            ABORTED,
            /** The CRM does not know the job any more. */
            GONE
        }
    }

    /**
     * A page of the result of a bulk query that is done; any page can be asked for again while the job is kept (7 days).
     *
     * @param locator from the page before; null: the first
     */
    CrmRead bulkPage(
            Connection connection, CrmQuery query, String job, @Nullable String locator, @Nullable ActiveRun run);

    /** Ends a bulk query and forgets its result; no harm where it is over or gone. */
    void endBulk(Connection connection, String job, boolean done, @Nullable ActiveRun run);

    /** Which records changed in {@code [start, end)}; the start may lie 30 days back at most. */
    Changed updated(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run);

    /** Which records were deleted in {@code [start, end)}. */
    Changed deleted(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run);

    /**
     * Records that changed.
     *
     * @param latestDateCovered up to when all changes are known: what began before and is not committed yet comes later
     * @param complete false where the CRM had too many to tell
     */
    record Changed(List<String> ids, @Nullable Instant latestDateCovered, boolean complete) {}

    /**
     * Records by id with these fields and {@code SystemModstamp} where the object has it; ids that are gone are not in the
     * answer. For journals and for showing what a write would change.
     */
    Map<String, Map<String, @Nullable Object>> read(
            Connection connection, String object, Collection<String> ids, List<String> fields, @Nullable ActiveRun run);

    /** The exact body of the call that does this write. Pure: the same write makes the same body. */
    String body(Connection connection, CrmWrite write);

    /** How many rows one call may hold that does what this write does, whatever its rows. */
    int most(CrmWrite like);

    /** What is wrong with a write before it is sent: too many rows, a key twice or without a value. Null: it can be sent. */
    @Nullable String fault(CrmWrite write);

    /**
     * Sends an intent made of {@code body(write)}: takes the budget, marks it sent, calls once. An intent that was sent before
     * is never sent again: its answer is Unknown. Rows that others held a lock on come back as such, to be sent again after
     * {@link CrmWrite#pause} in smaller writes of their own, {@link CrmWrite#byParent}. For {@code pushes} alone.
     */
    CrmAnswer send(Connection connection, Intent intent, CrmWrite write, @Nullable ActiveRun run);

    /**
     * What the CRM knows of the consent of records to be contacted, least permissive of all it says. Records that are nobody, such
     * as a company's account, are not in the answer.
     */
    Map<String, Consent> consent(
            Connection connection, ConsentAsked asked, Collection<String> ids, @Nullable ActiveRun run);

    /**
     * What consent is asked for.
     *
     * @param action such as {@code email} or {@code phone}
     * @param purpose what it has to be for, such as {@code sales}, compared without regard to case; null: whatever
     * @param at when it has to be in force (UTC)
     */
    record ConsentAsked(String action, @Nullable String purpose, Instant at) {}

    /**
     * Consent of a record.
     *
     * @param evidence why, in a sentence without a full stop
     * @param said all that was read, for snapshots
     */
    record Consent(Answer answer, String evidence, List<Said> said) {
        public Consent {
            said = List.copyOf(said);
        }

        /** Somebody agreed to just what was asked for; otherwise a yes only means that nobody objected. */
        public boolean isExplicit() {
            return answer == Answer.YES
                    && said.stream().anyMatch(one -> one.counts() && one.value().equals("OptIn"));
        }

        /** What may be done. */
        public enum Answer {
            YES,
            NO,
            /** It says nothing: treat it as no. */
            UNKNOWN
        }
    }

    /**
     * Something that was read of somebody's consent.
     *
     * @param object where it stands at the CRM, such as {@code ContactPointTypeConsent}
     * @param id of the record there
     * @param field which field of it
     * @param value what stood there: {@code OptIn}, {@code OptOut}, {@code true} …
     * @param purpose what it is for; null: for everything
     * @param from when it begins (UTC, included); null: it always was
     * @param to when it ends (UTC, excluded); null: never
     * @param counts whether it is in force and about what was asked for
     */
    record Said(
            String object,
            @Nullable String id,
            String field,
            String value,
            @Nullable String purpose,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean counts) {}

    /** What is left of the day's calls and bulk jobs as the CRM tells it now, by its own names. */
    Map<String, Remaining> limits(Connection connection, @Nullable ActiveRun run);

    /** One limit. */
    record Remaining(long most, long left) {}

    /** What is left of today's calls as last told by any answer, without calling; null before the first. */
    @Nullable Remaining callsToday(Connection connection);
}
