package io.salessync.tags;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.tenancy.TenantId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Tags on people. All of it happens in the open transaction; open pages hear of it under the topic {@code tags}. */
public interface Tags {
    /** The topic of news; the subject is the tag's id. */
    String TOPIC = "tags";

    /** What consent a tag wants of whoever gets it. */
    enum Requirement {
        NOTHING,
        NOT_WITHDRAWN,
        GRANTED
    }

    /**
     * A tag.
     *
     * @param color as {@code #2f9e44}
     * @param channel what it is for: consent to it is read when somebody gets the tag; null: nothing that needs consent
     * @param purpose of the consent, {@link Consent#ANY_PURPOSE} for all
     * @param version grows with each change
     */
    record Tag(
            UUID id,
            String name,
            String color,
            String about,
            Consent.@Nullable Channel channel,
            String purpose,
            Requirement requires,
            long version) {}

    /** What became of a person. */
    enum Change {
        ADDED,
        REMOVED,
        /** They had it already, or did not have it. */
        UNCHANGED,
        /** Not tagged; the outcome says why. */
        REFUSED
    }

    /** @param why why it was refused; null: it was not */
    @Schema(name = "TaggingOutcome")
    record Outcome(UUID person, Change change, @Nullable String why) {}

    /**
     * That somebody has a tag.
     *
     * @param since UTC
     * @param consent what was allowed when they got it, with the statements it was read from; null: nobody asked
     */
    record Tagged(
            UUID person,
            Instant since,
            String who,
            String why,
            @Nullable UUID run,
            @Nullable Consent consent) {}

    /** The tag with this id or name, whatever the name's case. */
    Optional<Tag> named(DSLContext sql, TenantId tenant, String idOrName);

    /** The tag of this name, made where there is none. */
    Tag ensure(DSLContext sql, TenantId tenant, Origin origin, String name);

    /**
     * Puts a tag on people, set-based; outcomes in the order given. Somebody who was merged passes it on to whom they became.
     *
     * @param why for people, in the history
     */
    List<Outcome> add(DSLContext sql, TenantId tenant, Origin origin, Tag tag, Collection<UUID> people, String why);

    /** Takes it off. */
    List<Outcome> remove(DSLContext sql, TenantId tenant, Origin origin, Tag tag, Collection<UUID> people, String why);

    /** Those of them who have it. */
    Map<UUID, Tagged> tagged(DSLContext sql, TenantId tenant, UUID tag, Collection<UUID> people);

    /**
     * A page of those who have it, in the order of their ids.
     *
     * @param after the last id of the page before; null: from the beginning
     */
    List<Tagged> page(DSLContext sql, TenantId tenant, UUID tag, @Nullable UUID after, int limit);
}
