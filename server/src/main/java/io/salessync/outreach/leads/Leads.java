package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The leads, and the one way they change. All of it happens in the open transaction; open pages hear of it under the topic
 * {@code outreach}.
 */
public interface Leads {
    /** The topic of news; the subject is the id of the lead, the sequence or the sender. */
    String TOPIC = "outreach";

    Optional<Lead> lead(DSLContext sql, TenantId tenant, UUID id);

    /** The same, locked until the transaction ends. */
    Optional<Lead> locked(DSLContext sql, TenantId tenant, UUID id);

    /** The lead at work that a person has by e-mail, public id on the network, or customer id. */
    Optional<Lead> atWork(
            DSLContext sql, TenantId tenant, @Nullable String email, @Nullable String linkedin, @Nullable UUID person);

    /** Leads that are due and that nobody holds, the longest due first, locked until the transaction ends; skips what others have locked. */
    List<Lead> due(DSLContext sql, TenantId tenant, Instant now, int limit);

    /** Holds them until {@code until}, for work that goes on after the transaction. */
    void hold(DSLContext sql, TenantId tenant, Collection<UUID> ids, Instant until);

    /** The next time anything is due; empty: nothing is. */
    Optional<Instant> nextDue(DSLContext sql, TenantId tenant);

    /**
     * Moves a lead: state, step, time, blocker, with an event and its evidence. Lets go of it.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-move} where the state may not follow, or the lead changed since
     *     it was read
     * @return as it is now
     */
    Lead move(DSLContext sql, TenantId tenant, Lead lead, Move move);

    /** A lead with where it goes. */
    record Going(Lead lead, Move move) {}

    /**
     * Moves many, set-based. Those that somebody changed since they were read stay as they are and are left out of the answer.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-move} where a state may not follow: nothing is moved then
     * @return those that moved, as they are now
     */
    List<Lead> moveAll(DSLContext sql, TenantId tenant, List<Going> going);

    /** Until when a lead is put off, and why. */
    record PutOff(Lead lead, Instant until, Blocker blocker, String note) {}

    /** Puts many off, set-based, as {@link #putOff}; those that somebody changed since are left alone. */
    void putOffAll(DSLContext sql, TenantId tenant, List<PutOff> puttings);

    /** Lets go of leads that {@link #due} held, without changing anything else. */
    void letGo(DSLContext sql, TenantId tenant, Collection<UUID> ids);

    /** Puts a lead off without an event: only the time and why; lets go of it. */
    Lead putOff(DSLContext sql, TenantId tenant, Lead lead, Instant until, Blocker blocker, String note);

    /** Writes down something that happened and moves nothing, such as an opened mail; of a connection the lead keeps the time, where it has none. */
    void note(DSLContext sql, TenantId tenant, Lead lead, Happening happening);

    /** Takes leads into a sequence: each is taken, or told why not. */
    List<Admission> admit(DSLContext sql, TenantId tenant, UUID sequence, String who, List<Candidate> candidates);

    /** Whether nothing may be sent to them now, with the reason for people; empty: it may. Lists, consent, erased people. */
    Optional<String> suppressed(DSLContext sql, TenantId tenant, Lead lead, Channel channel, Instant now);

    /**
     * A move.
     *
     * @param to may be the state it has
     * @param reason null: none, or as it was where the state stays
     * @param step the step from now on; null: past the last
     * @param nextAt null: only with a blocker, or at an end
     * @param sender null: as it was
     * @param mailSender null: as it was
     * @param happening an event of kind INVITED, CONNECTED or REPLIED sets the lead's time of that to the happening's
     */
    record Move(
            LeadState to,
            @Nullable String reason,
            @Nullable String step,
            @Nullable Instant nextAt,
            @Nullable Blocker blocker,
            @Nullable String blockerNote,
            int tries,
            @Nullable UUID sender,
            @Nullable UUID mailSender,
            Happening happening) {}

    /**
     * Something that happened.
     *
     * @param note one sentence for people
     * @param evidence what it was read from: source, ids, times; kept as JSON
     * @param who as the audit trail names them, or {@code outreach}
     */
    record Happening(
            EventKind kind,
            Instant at,
            @Nullable String step,
            String variant,
            @Nullable UUID sender,
            String note,
            Map<String, ? extends @Nullable Object> evidence,
            String who) {}

    /** Ways to reach somebody. */
    enum Channel {
        LINKEDIN,
        EMAIL
    }

    /**
     * Somebody who might become a lead.
     *
     * @param row where it stands in the file, from 1; 0: not from a file
     * @param state PENDING_INVITE, or what another tool did already: INVITE_SENT, CONNECTED, REPLIED
     */
    record Candidate(
            int row,
            @Nullable UUID person,
            @Nullable String email,
            @Nullable String linkedin,
            Map<String, String> fields,
            @Nullable String zone,
            String country,
            LeadState state) {}

    /** What became of a candidate; {@code lead} null: not taken, {@code why} says why. */
    record Admission(int row, @Nullable UUID lead, @Nullable String why) {}

    /** Those of a collection, in the order of their ids. */
    List<Lead> leads(DSLContext sql, TenantId tenant, Collection<UUID> ids);
}
