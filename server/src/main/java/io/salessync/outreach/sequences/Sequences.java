package io.salessync.outreach.sequences;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Lead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Sequences and their versions, and what their texts become. All of it happens in the open transaction. */
public interface Sequences {
    /** Whether a sequence is at work. */
    enum State {
        /** Never published. */
        DRAFT,
        /** Leads walk and enter. */
        LIVE,
        /** Nobody moves. */
        PAUSED,
        /** Nobody enters any more; put away. */
        ARCHIVED
    }

    /**
     * A sequence as it stands.
     *
     * @param revision of the draft; a change has to be based on it
     * @param version the newest that is published; null: none is
     * @param owner as the audit trail names them
     */
    record Sequence(
            UUID id,
            String name,
            State state,
            long revision,
            @Nullable Integer version,
            String owner,
            String team,
            Instant createdAt,
            Instant changedAt) {}

    /** One published version of a sequence; its document never changes. */
    record Live(UUID sequence, int version, State state, SequenceDocument document) {}

    Optional<Sequence> sequence(DSLContext sql, TenantId tenant, UUID id);

    /** By name, whatever its case, or by id. */
    Optional<Sequence> named(DSLContext sql, TenantId tenant, String nameOrId);

    /** All that are not archived, by name. */
    List<Sequence> all(DSLContext sql, TenantId tenant);

    /** A published version, with the state the sequence has now. */
    Optional<Live> version(DSLContext sql, TenantId tenant, UUID sequence, int version);

    /** The newest published version, where new leads enter. */
    Optional<Live> newest(DSLContext sql, TenantId tenant, UUID sequence);

    /**
     * What is being written, published or not.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.unknown-sequence}
     */
    SequenceDocument draft(DSLContext sql, TenantId tenant, UUID sequence);

    /**
     * Reads a sequence that people wrote as YAML.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-sequence} naming line, place, value and what to do
     */
    SequenceDocument read(String yaml);

    /** Writes one as YAML that {@link #read} gives back the same. */
    String write(SequenceDocument document);

    /** What is wrong with one; empty: it can be published. Not the names of senders. */
    List<SequenceFinding> check(TenantId tenant, SequenceDocument document);

    /** Makes the sequence of that name, or gives the one there is this draft. */
    Sequence put(DSLContext sql, TenantId tenant, SequenceDocument document, String who);

    /**
     * Publishes the draft as a new version; leads on older ones stay there until they are migrated.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-sequence} naming what is wrong with it
     */
    Sequence publish(DSLContext sql, TenantId tenant, UUID id, String note, String who);

    /** The variant a lead gets of a step: the same for ever while names and weights stay; none of weight 0 unless all have it. */
    Step.Variant choose(UUID lead, Step.Texts step);

    /**
     * What a step's text becomes. Costs no query and does not throw on what people wrote: see {@link Rendering#problems}.
     *
     * @param step a step of the document that sends a text, or a task
     * @param values by token, see {@link #values}
     * @param sender by token: {@code sender_name}, {@code sender_first_name}, {@code sender_email}, {@code unsubscribe_url}…
     * @param tier of the account that sends; null: not known, or mail
     * @throws IllegalArgumentException where the document has no such step or it has no text
     */
    Rendering render(
            SequenceDocument document,
            String step,
            UUID lead,
            Map<String, String> values,
            Map<String, String> sender,
            @Nullable Tier tier);

    /** The same of a variant by name, for leads that got it before; the chosen one where there is no such any more. */
    Rendering render(
            SequenceDocument document,
            String step,
            String variant,
            UUID lead,
            Map<String, String> values,
            Map<String, String> sender,
            @Nullable Tier tier);

    /** The values of a lead by token: its fields, and what is known of it beside them. */
    Map<String, String> values(Lead lead);
}
