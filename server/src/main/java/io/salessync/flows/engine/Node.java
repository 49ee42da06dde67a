package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import tools.jackson.databind.node.ObjectNode;

/** A node made ready for one execution of a run. */
@NamedInterface("nodes")
public sealed interface Node {
    /**
     * What a node knows of the run it works in.
     *
     * @param since the beginning of the range of time this run covers; null: from the beginning
     * @param before its end; null: no end
     * @param payload what came with the trigger
     * @param userStarted the user who started it; null: the program
     * @param version of the flow, as it runs; 0: of what is no version, such as a trial of one node
     */
    @NamedInterface("nodes")
    record Occasion(
            TenantId tenant,
            UUID run,
            UUID flow,
            String flowName,
            String node,
            @Nullable Instant due,
            @Nullable Instant since,
            @Nullable Instant before,
            ObjectNode payload,
            @Nullable UUID userStarted,
            int version) {
        /** One that is in no version of a flow. */
        public Occasion(
                TenantId tenant,
                UUID run,
                UUID flow,
                String flowName,
                String node,
                @Nullable Instant due,
                @Nullable Instant since,
                @Nullable Instant before,
                ObjectNode payload,
                @Nullable UUID userStarted) {
            this(tenant, run, flow, flowName, node, due, since, before, payload, userStarted, 0);
        }
    }

    /** Brings records, page by page, from wherever its cursor stands. */
    @NamedInterface("nodes")
    non-sealed interface Source extends Node {
        /**
         * Reads the next page, outside every transaction. Called again with the same cursor after a kill: it has to bring the
         * same records then, as far as the source allows.
         *
         * @param cursor where the last page ended; null: at the beginning
         */
        Read read(Occasion occasion, @Nullable String cursor, int limit);

        /** Whether all it brings is in memory already: reading asks nobody and takes no time. */
        default boolean isAtHand() {
            return false;
        }
    }

    /**
     * A page of a source.
     *
     * @param next where the next page begins; null: that was all
     * @param total how many there are in all, as far as known
     * @param rejects what came and is no record (an unreadable row): logged as failed
     */
    @NamedInterface("nodes")
    record Read(
            List<FlowRecord> records,
            @Nullable String next,
            @Nullable Long total,
            List<Reject> rejects) {}

    /** Something that came and could not be read. */
    @NamedInterface("nodes")
    record Reject(String recordKey, String message) {}

    /** Works on a page inside the transaction that commits it; may be repeated from the beginning after a kill before that. */
    @NamedInterface("nodes")
    non-sealed interface Page extends Node {
        /**
         * Called at the beginning of an execution, outside every transaction, for what would take long in that of a page. A trial and a short
         * run that is gathered with others do without.
         *
         * @param checkpoint to be called now and then: throws where the run is to pause, to be cancelled or has another owner
         */
        default void makeReady(Occasion occasion, Runnable checkpoint) {}

        void process(Occasion occasion, DSLContext sql, List<FlowRecord> page, Outlet out);

        /** The same for a page that is all that comes to the node in this run: what it keeps for the run's later pages, nobody will need. */
        default void processWhole(Occasion occasion, DSLContext sql, List<FlowRecord> page, Outlet out) {
            process(occasion, sql, page, out);
        }

        /** Whether it needs the transaction at all; one that does not costs less. */
        default boolean usesData() {
            return false;
        }

        /** Whether it works as well in a transaction that holds other runs too. One that has its locks long does not. */
        default boolean suitsGroups() {
            return !usesData();
        }
    }

    /** Where a node says what becomes of each record; every record of the page has to be told of exactly once or more. */
    @NamedInterface("nodes")
    interface Outlet {
        /** On to an output, as it is or changed. */
        void pass(String port, FlowRecord record);

        /** Dropped on purpose. */
        void drop(FlowRecord record, String why);

        /**
         * It failed; the rest of the page goes on.
         *
         * @param errorClass a word that rules can be made on: {@code value}, {@code expression}, {@code refused} …
         */
        void fail(FlowRecord record, String errorClass, String message);
    }

    /** Does something to the outside world, at most once: the engine commits an intent before each call. */
    @NamedInterface("nodes")
    non-sealed interface Effect extends Node {
        /** How many records go into one call; 0: all there are, once everything before has ended. */
        int batch();

        /**
         * The exact request, without calling: what is committed as the intent. No secrets in it.
         *
         * @throws io.salessync.kernel.problems.Problem when it cannot be made of these records
         */
        String prepare(Occasion occasion, List<FlowRecord> batch);

        /**
         * Makes the call, outside every transaction, with deadlines.
         *
         * @param key the intent's idempotency key, for vendors that know such
         */
        Sent send(Occasion occasion, String request, String key, List<FlowRecord> batch);
    }

    /** What came of a call. */
    @NamedInterface("nodes")
    sealed interface Sent {
        /** Done; the records go on, with what the answer added. In the order of the batch. */
        @NamedInterface("nodes")
        record Done(List<FlowRecord> records, String evidence) implements Sent {}

        /** Surely not done, and may be later: tried again by the node's retry, not before then. */
        @NamedInterface("nodes")
        record Later(@Nullable Instant notBefore, String errorClass, String message) implements Sent {}

        /** Surely not done and never will be: the records fail. */
        @NamedInterface("nodes")
        record Refused(String errorClass, String message) implements Sent {}

        /** Nobody knows: never sent again by itself; the records fail with class {@code unknown} for a person to decide. */
        @NamedInterface("nodes")
        record Unknown(String message) implements Sent {}
    }

    /** Holds records until something is so: time passed, a person approved, another flow ended. */
    @NamedInterface("nodes")
    non-sealed interface Gate extends Node {
        /** Asked when a page comes, and again at the time of the last verdict or when something it waits for changed. */
        Verdict look(Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt);
    }

    /** What a gate says. */
    @NamedInterface("nodes")
    sealed interface Verdict {
        /** On to this output. */
        @NamedInterface("nodes")
        record Open(String port, List<FlowRecord> records) implements Verdict {}

        /** Not yet; ask again then at the latest. */
        @NamedInterface("nodes")
        record Closed(Instant askAgain, String waitsFor) implements Verdict {}

        /** Never: the records are dropped with this reason. */
        @NamedInterface("nodes")
        record Shut(String why) implements Verdict {}
    }
}
