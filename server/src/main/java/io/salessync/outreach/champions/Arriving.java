package io.salessync.outreach.champions;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The customer that somebody is where they work now: named, reached by their address, of their name there, or made. */
@Component
class Arriving {
    private static final int MOST_FOUND = 200;

    private final Customers customers;

    Arriving(Customers customers) {
        this.customers = customers;
    }

    record Target(UUID person, Moves.Came came) {}

    /**
     * Finds or makes it.
     *
     * @param old the customer they were
     * @param key of the company they are at now
     * @throws Problem {@code outreach.wrong-champion} where it is not clear who of several it is, or it cannot be made
     */
    Target target(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Person old,
            Moves.Whereto whereto,
            String key,
            Origin origin) {
        if (whereto.person() != null && !whereto.person().equals(old.id())) {
            Person named = customers
                    .person(sql, tenant, whereto.person())
                    .filter(person -> person.mergedInto() == null && person.erasedAt() == null)
                    .orElseThrow(() -> Problem.of(
                            OutreachProblem.WRONG_CHAMPION, "There is no customer " + whereto.person() + "."));
            return new Target(named.id(), Moves.Came.MATCHED);
        }
        if (Employers.key(old.company()).equals(key)) {
            return new Target(old.id(), Moves.Came.SAME);
        }
        if (whereto.email() != null) {
            String email = whereto.email().strip().toLowerCase(Locale.ROOT);
            UUID reached = customers.reachedBy(sql, tenant, List.of(email)).get(email);
            if (reached != null && !reached.equals(old.id())) {
                return new Target(reached, Moves.Came.MATCHED);
            }
        }
        String name = Employers.key(champion.name());
        List<Person> alike = customers.search(sql, tenant, champion.name(), MOST_FOUND).stream()
                .filter(person -> !person.id().equals(old.id()))
                .filter(person -> Employers.key(person.fullName()).equals(name)
                        && Employers.key(person.company()).equals(key))
                .toList();
        if (alike.size() > 1) {
            throw Problem.of(
                            OutreachProblem.WRONG_CHAMPION,
                            "%d customers at %s are called %s: say which of them it is."
                                    .formatted(alike.size(), whereto.company(), champion.name()))
                    .with(
                            "candidates",
                            String.join(
                                    ", ",
                                    alike.stream()
                                            .map(one -> one.id().toString())
                                            .toList()));
        }
        if (alike.size() == 1) {
            return new Target(alike.getFirst().id(), Moves.Came.MATCHED);
        }
        Customers.Outcome made = customers
                .upsertPeople(sql, tenant, origin, List.of(incoming(champion, old, whereto, key)))
                .getFirst();
        UUID person = made.customer();
        if (person == null) {
            Problem problem = made.problem();
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    "The customer at %s could not be made: %s"
                            .formatted(whereto.company(), problem == null ? "refused" : problem.detail()));
        }
        return new Target(person, Moves.Came.MADE);
    }

    /** The id is of the champion and the company: made again, it is the same. */
    private static Incoming incoming(Champion champion, Person old, Moves.Whereto whereto, String key) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (PersonField field : List.of(
                PersonField.SALUTATION,
                PersonField.GIVEN_NAME,
                PersonField.MIDDLE_NAME,
                PersonField.FAMILY_NAME,
                PersonField.SUFFIX,
                PersonField.FULL_NAME,
                PersonField.LANGUAGE,
                PersonField.OWNER)) {
            String text = old.text(field);
            if (text != null) {
                values.put(field.text(), text);
            }
        }
        if (whereto.title() != null && !whereto.title().isBlank()) {
            values.put(PersonField.TITLE.text(), whereto.title());
        }
        values.put(PersonField.SOURCE.text(), "champion");
        values.put("company", whereto.company());
        if (whereto.email() != null && !whereto.email().isBlank()) {
            values.put("email", whereto.email());
        }
        if (champion.linkedin() != null) {
            values.put("extra.linkedin", champion.linkedin());
        }
        return new Incoming("outreach", "Champion", champion.id() + "/" + key, values, null);
    }

    /** Who objected objects wherever they work. */
    void carry(
            DSLContext sql, TenantId tenant, Origin origin, Person old, UUID person, Instant now, List<String> notes) {
        List<Consent.Statement> withdrawn = new ArrayList<>();
        for (Consent.Channel channel : Consent.Channel.values()) {
            Consent consent = customers.consent(sql, tenant, old.id(), channel, Consent.ANY_PURPOSE, now);
            if (old.doNotContact() && channel == Consent.Channel.ANY
                    || !old.doNotContact() && consent.state() == Consent.State.WITHDRAWN) {
                withdrawn.add(new Consent.Statement(
                        channel,
                        Consent.ANY_PURPOSE,
                        Consent.State.WITHDRAWN,
                        "champion",
                        "They objected at %s: %s".formatted(old.company(), consent.why()),
                        now,
                        null));
            }
        }
        if (!withdrawn.isEmpty()) {
            customers.state(sql, tenant, origin, person, withdrawn);
            notes.add("They objected before: the objection holds for the new record too.");
        }
    }
}
