package io.salessync.tags;

import static io.salessync.tags.jooq.Tables.TAG;
import static io.salessync.tags.jooq.Tables.TAGGED;

import io.salessync.customers.CustomerListener;
import io.salessync.customers.TaggedPeople;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the rest of the program sees of tags: in lists of people, in their timelines, when two become one. */
@Component
final class TagsOfPeople implements TaggedPeople, CustomerListener, TimelineSource {
    private final PostgresTags tags;
    private final Database database;

    TagsOfPeople(PostgresTags tags, Database database) {
        this.tags = tags;
        this.database = database;
    }

    @Override
    public Condition having(TenantId tenant, Field<UUID> person, String tag) {
        Condition which = TAG.NAME_KEY.eq(PostgresTags.key(tag));
        try {
            which = TAG.TAG_ID.eq(UUID.fromString(tag));
        } catch (IllegalArgumentException name) {
            // by its name then
        }
        return DSL.exists(DSL.selectOne()
                .from(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()))
                .and(TAGGED.PERSON_ID.eq(person))
                .and(TAGGED.TAG_ID.in(DSL.select(TAG.TAG_ID)
                        .from(TAG)
                        .where(TAG.TENANT_ID.eq(tenant.value()))
                        .and(which))));
    }

    @Override
    public Map<UUID, List<Label>> of(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        Map<UUID, List<Label>> labels = new HashMap<>();
        tags.of(sql, tenant, people)
                .forEach((person, theirs) -> labels.put(
                        person,
                        theirs.stream()
                                .map(tag -> new Label(tag.id(), tag.name(), tag.color()))
                                .toList()));
        return labels;
    }

    @Override
    public void merged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        tags.follow(sql, tenant, merge, kept, gone);
    }

    @Override
    public void unmerged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        tags.part(sql, tenant, merge);
    }

    @Override
    public void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        tags.forget(sql, tenant, people);
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        UUID person;
        try {
            person = UUID.fromString(recordKey);
        } catch (IllegalArgumentException other) {
            return List.of();
        }
        return database.inTenant(tenant, sql -> tags.ofPerson(sql, tenant, person, before, limit)).stream()
                .map(event -> new Entry(
                        event.at(),
                        "tag",
                        Long.toString(event.id()),
                        event.did(),
                        (event.did().equals("ADDED") ? "Tagged “%s”" : "Tag “%s” taken off").formatted(event.tagName()),
                        "%s: %s".formatted(event.who(), event.why()),
                        event.run()))
                .toList();
    }
}
