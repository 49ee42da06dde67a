package io.salessync.outreach.champions;

import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Names;
import io.salessync.tags.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who is followed: by a person's wish, a tag, an answer, a flow. */
@Component("championFollowing")
class Following {
    private static final String NETWORK = "linkedin";
    private static final int PAGE = 1_000;
    private static final Duration LOOKS_FOR_NEW = Duration.ofMinutes(10);

    private final Customers customers;
    private final Tags tags;
    private final Live live;
    private final InstantSource clock;
    private final Map<TenantId, Instant> looked = new ConcurrentHashMap<>();

    Following(Customers customers, Tags tags, Live live, InstantSource clock) {
        this.customers = customers;
        this.tags = tags;
        this.live = live;
        this.clock = clock;
    }

    static Problem unknown(UUID id) {
        return Problem.of(OutreachProblem.UNKNOWN_CHAMPION, "There is no champion with the id " + id + ".")
                .with("champion", id);
    }

    /**
     * Follows a customer, or leaves whoever is followed as they are.
     *
     * @param again whether somebody whom a person does not follow any more is taken up again
     * @return the champion as they are now
     */
    Champion follow(DSLContext sql, TenantId tenant, UUID person, String source, String who, boolean again) {
        Instant now = clock.instant();
        Optional<Champion> there = Rows.ofPerson(sql, tenant, person);
        if (there.isPresent()) {
            Champion champion = there.get();
            if (champion.unfollowedAt() == null || !again) {
                return champion;
            }
            sql.execute(
                    "UPDATE outreach.champion SET unfollowed_at = NULL, next_check_at = ?::timestamptz, followed_at = ?::timestamptz,"
                            + " followed_by = ?, source = ?, changed_at = ?::timestamptz, version = version + 1 WHERE tenant_id = ? AND champion_id = ?",
                    Rows.at(now),
                    Rows.at(now),
                    who,
                    source,
                    Rows.at(now),
                    tenant.value(),
                    champion.id());
            live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
            return Rows.one(sql, tenant, champion.id()).orElseThrow();
        }
        Person of = customers
                .person(sql, tenant, person)
                .orElseThrow(() ->
                        Problem.of(OutreachProblem.WRONG_CHAMPION, "There is no customer with the id " + person + "."));
        if (of.mergedInto() != null || of.erasedAt() != null) {
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    of.erasedAt() != null
                            ? "Their data were taken out on request: nobody follows them."
                            : "They were merged into another customer: follow that one.");
        }
        UUID id = UUID.randomUUID();
        String company = of.company() == null ? "" : of.company();
        String linkedin = linkedin(sql, tenant, of);
        String email = of.email();
        Instant active = of.lastActivityAt();
        Instant since = active != null && active.isBefore(of.createdAt()) ? active : of.createdAt();
        String owner = of.text(PersonField.OWNER);
        int made = sql.execute(
                "INSERT INTO outreach.champion (tenant_id, champion_id, person_id, name, company, domain, known_since, linkedin, owner, source,"
                        + " followed_at, followed_by, next_check_at, changed_at, search) VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?, ?,"
                        + " ?::timestamptz, ?, ?::timestamptz, ?::timestamptz, ?) ON CONFLICT (tenant_id, person_id) DO NOTHING",
                tenant.value(),
                id,
                person,
                of.fullName(),
                company,
                email == null ? null : Names.domain(email.toLowerCase(Locale.ROOT)),
                Rows.at(since),
                linkedin,
                owner == null ? "" : owner,
                source,
                Rows.at(now),
                who,
                Rows.at(now),
                Rows.at(now),
                Rows.search(of.fullName(), company, null, linkedin));
        if (made == 0) {
            return Rows.ofPerson(sql, tenant, person).orElseThrow();
        }
        Rows.link(sql, tenant, id, person, company, now, who, null);
        live.changed(sql, tenant, Leads.TOPIC, id.toString());
        return Rows.one(sql, tenant, id).orElseThrow();
    }

    void unfollow(DSLContext sql, TenantId tenant, UUID id) {
        int gone = sql.execute(
                "UPDATE outreach.champion SET unfollowed_at = ?::timestamptz, next_check_at = NULL, waits = false, asked = NULL,"
                        + " changed_at = ?::timestamptz, version = version + 1 WHERE tenant_id = ? AND champion_id = ? AND unfollowed_at IS NULL",
                Rows.at(clock.instant()),
                Rows.at(clock.instant()),
                tenant.value(),
                id);
        if (gone == 0 && Rows.one(sql, tenant, id).isEmpty()) {
            throw unknown(id);
        }
        live.changed(sql, tenant, Leads.TOPIC, id.toString());
    }

    /** The public id on the network: of the customer, else of the last lead they were. */
    static @Nullable String linkedin(DSLContext sql, TenantId tenant, Person person) {
        for (Person.ExternalId id : person.externalIds()) {
            if (id.system().equals(NETWORK)) {
                return normal(id.id());
            }
        }
        for (Map.Entry<String, @Nullable Object> extra : person.extra().entrySet()) {
            Object value = extra.getValue();
            if (extra.getKey().toLowerCase(Locale.ROOT).replace("_", "").startsWith(NETWORK) && value != null) {
                String id = normal(value.toString());
                if (id != null) {
                    return id;
                }
            }
        }
        return sql
                .fetch(
                        "SELECT linkedin FROM outreach.lead WHERE tenant_id = ? AND person_id = ? AND linkedin IS NOT NULL"
                                + " ORDER BY entered_at DESC LIMIT 1",
                        tenant.value(),
                        person.id())
                .stream()
                .findFirst()
                .map(row -> row.get(0, String.class))
                .orElse(null);
    }

    static @Nullable String normal(@Nullable String given) {
        try {
            return Names.linkedin(given);
        } catch (Names.Unfit unfit) {
            return null;
        }
    }

    /** Follows whom the settings name, now and then. */
    void takeUp(DSLContext sql, TenantId tenant, Policy policy) {
        Instant now = clock.instant();
        Instant last = looked.get(tenant);
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(LOOKS_FOR_NEW))) {
            return;
        }
        looked.put(tenant, now);
        if (!policy.tag().isBlank()) {
            tags.named(sql, tenant, policy.tag()).ifPresent(tag -> {
                UUID after = null;
                List<Tags.Tagged> page;
                do {
                    page = tags.page(sql, tenant, tag.id(), after, PAGE);
                    take(sql, tenant, page.stream().map(Tags.Tagged::person).toList(), "tag " + tag.name());
                    after = page.isEmpty() ? null : page.getLast().person();
                } while (page.size() == PAGE);
            });
        }
        if (policy.replied()) {
            take(
                    sql,
                    tenant,
                    sql.fetch(
                                    "SELECT DISTINCT l.person_id FROM outreach.lead l WHERE l.tenant_id = ? AND l.state = 'REPLIED'"
                                            + " AND l.person_id IS NOT NULL AND NOT EXISTS (SELECT FROM outreach.champion_record r"
                                            + " WHERE r.tenant_id = l.tenant_id AND r.person_id = l.person_id) LIMIT ?",
                                    tenant.value(),
                                    PAGE)
                            .map(row -> row.get(0, UUID.class)),
                    "replied");
        }
    }

    private void take(DSLContext sql, TenantId tenant, List<UUID> people, String source) {
        List<UUID> fresh = sql.fetch(
                        "SELECT p FROM unnest(?::uuid[]) p WHERE NOT EXISTS (SELECT FROM outreach.champion_record r WHERE r.tenant_id = ?"
                                + " AND r.person_id = p)",
                        people.toArray(UUID[]::new),
                        tenant.value())
                .map(row -> row.get(0, UUID.class));
        for (UUID person : fresh) {
            try {
                follow(sql, tenant, person, source, "outreach", false);
            } catch (Problem gone) {
                // merged or erased since: nobody to follow
            }
        }
    }
}
