package io.salessync.tags;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.flows.engine.ExecutableType;
import io.salessync.flows.engine.Forms;
import io.salessync.flows.engine.Node;
import io.salessync.flows.engine.Schemas;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.graph.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Puts a tag on the people that records stand for, or takes it off: all of them, those of a condition, those without activity, those of a list. */
abstract class TaggingType implements ExecutableType {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final String CUSTOMER = "customerId";
    private static final String CHANGE = "tagChange";
    private static final String SKIP = "skip";
    private static final String TAKE = "take";
    private static final String DROP = "drop";
    private static final String PASS = "pass";
    private static final String NO_CHANNEL = "none";

    private final PostgresTags tags;
    private final Customers customers;
    private final InstantSource clock;
    private final boolean adds;
    private final NodeCard card;

    TaggingType(PostgresTags tags, Customers customers, InstantSource clock, boolean adds) {
        this.tags = tags;
        this.customers = customers;
        this.clock = clock;
        this.adds = adds;
        this.card = new NodeCard(
                adds ? "tags.add" : "tags.remove",
                adds ? "Tag customers" : "Take a tag off",
                adds
                        ? "Puts a tag on the people that the records stand for: all of them, those of a condition, those whose last"
                                + " activity is long ago, those of a list. Consent to what the tag is for is read and kept with it."
                        : "Takes a tag off the people that the records stand for: all of them, those of a condition, those whose"
                                + " last activity is long ago, those of a list.",
                NodeCard.Group.STORE,
                adds ? "tag" : "tag-off",
                schema(),
                false,
                List.of(EdgeSpec.OUT),
                NodeCard.Effect.OWN_DATA);
    }

    private ObjectNode schema() {
        Schemas schema = Schemas.settings()
                .text("tag", "Tag", adds ? "The tag's name; it is made where there is none." : "The tag's name.")
                .as("tag")
                .example("old lead")
                .text("customer", "Customer", "The field with the customer's id.")
                .as("field")
                .standard(CUSTOMER)
                .text("when", "Condition", "Only records for which it is true.")
                .as("cel")
                .example("record.customerChange == \"created\"")
                .text(
                        "inactiveFor",
                        "Without activity for",
                        "Only people whose last activity is at least so long ago, counted to when the run was due.")
                .as("duration")
                .example("180d")
                .text(
                        "activeWithin",
                        "Active within",
                        "Only people whose last activity is less long ago, counted to when the run was due.")
                .as("duration")
                .example("180d")
                .choice(
                        "unknownActivity",
                        "Activity not known",
                        "What becomes of people of whom no activity is known.",
                        List.of(SKIP, TAKE),
                        SKIP)
                .texts("list", "List", "Only these people: their e-mail addresses, or their ids here or elsewhere.")
                .text("why", "Reason", "What people read in the history.")
                .example("No activity for half a year")
                .choice(
                        "others",
                        "The other records",
                        "What becomes of records that the settings leave out.",
                        List.of(DROP, PASS),
                        DROP)
                .text(
                        "changeField",
                        "Field for the result",
                        "A field that takes what became of it: added, removed, unchanged or skipped.")
                .standard(CHANGE)
                .required("tag");
        if (adds) {
            schema.choice(
                            "channel",
                            "What it is for",
                            "Where the tag is new: the channel whose consent is read when somebody gets it, and kept with it.",
                            List.of(NO_CHANNEL, "email", "phone", "mail", "linkedin", "any"),
                            NO_CHANNEL)
                    .text(
                            "purpose",
                            "Purpose",
                            "Where the tag is new: what that consent has to be for; without one, anything.")
                    .example("sales")
                    .choice(
                            "requires",
                            "Who may have it",
                            "Where the tag is new: anybody, who did not take consent back, or who gave it.",
                            List.of("nothing", "not_withdrawn", "granted"),
                            "nothing");
        }
        return schema.done();
    }

    @Override
    public final NodeCard card() {
        return card;
    }

    @Override
    public final void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> {
            if (forms.required("tag").strip().length() > 60) {
                throw Forms.wrong("tag", "a tag's name has 1 to 60 characters");
            }
        });
        Forms.tries(findings, () -> duration(forms, "inactiveFor"));
        Forms.tries(findings, () -> duration(forms, "activeWithin"));
        if (!forms.text("requires", "nothing").equals("nothing")
                && forms.text("channel", NO_CHANNEL).equals(NO_CHANNEL)) {
            findings.problem("channel", "Consent that is required is consent to a channel: name it.");
        }
        String customer = forms.text("customer", CUSTOMER);
        if (!in.open() && !in.fields().containsKey(customer)) {
            findings.problem(
                    "customer",
                    "No record here has a field '%s'. Put 'Store customers' or matching before it, or name another."
                            .formatted(customer));
        }
        String when = forms.text("when");
        if (when != null) {
            Expression.check(when, in, FieldType.FLAG, "when", findings);
        }
        findings.output(EdgeSpec.OUT, in.with(forms.text("changeField", CHANGE), FieldType.TEXT));
    }

    private static @Nullable Duration duration(Forms forms, String name) {
        return forms.has(name) ? forms.duration(name, LONGEST, LONGEST) : null;
    }

    /** What the tag is made as where there is none; one that is there keeps what it says. */
    private static PostgresTags.Wish wish(Forms forms) {
        String channel = forms.choice("channel", NO_CHANNEL, "email", "phone", "mail", "linkedin", "any");
        return new PostgresTags.Wish(
                forms.required("tag"),
                PostgresTags.PLAIN,
                "",
                channel.equals(NO_CHANNEL) ? null : Consent.Channel.valueOf(channel.toUpperCase(Locale.ROOT)),
                forms.text("purpose", Consent.ANY_PURPOSE),
                Tags.Requirement.valueOf(forms.choice("requires", "nothing", "not_withdrawn", "granted")
                        .toUpperCase(Locale.ROOT)),
                null);
    }

    @Override
    public final Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        String when = forms.text("when");
        Expression condition = null;
        if (when != null) {
            try {
                condition = Expression.condition(when, in);
            } catch (Expression.Mistake mistake) {
                throw Forms.wrong("when", "'%s' %s".formatted(when, mistake.getMessage()));
            }
        }
        return new Tagging(
                tags,
                customers,
                adds,
                wish(forms),
                forms.text("customer", CUSTOMER),
                condition,
                duration(forms, "inactiveFor"),
                duration(forms, "activeWithin"),
                forms.choice("unknownActivity", SKIP, TAKE).equals(TAKE),
                listed(forms.texts("list")),
                forms.text("why"),
                forms.choice("others", DROP, PASS).equals(PASS),
                forms.text("changeField", CHANGE),
                clock.instant());
    }

    /** Ids as they are written; addresses in small letters, as those of people are kept. */
    private static Set<String> listed(List<String> written) {
        return written.stream()
                .map(String::strip)
                .map(one -> one.contains("@") ? one.toLowerCase(Locale.ROOT) : one)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param list addresses, and ids here or elsewhere; empty: everybody */
    private record Tagging(
            PostgresTags tags,
            Customers customers,
            boolean adds,
            PostgresTags.Wish wish,
            String customer,
            @Nullable Expression condition,
            @Nullable Duration inactiveFor,
            @Nullable Duration activeWithin,
            boolean takesUnknown,
            Set<String> list,
            @Nullable String why,
            boolean passesOthers,
            String changeField,
            Instant now)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Map<FlowRecord, UUID> ids = ids(page, out);
            Map<UUID, Person> people = new HashMap<>();
            customers
                    .people(sql, occasion.tenant(), new HashSet<>(ids.values()))
                    .forEach(person -> people.put(person.id(), person));
            Scope scope = new Scope(
                    occasion.flowName(),
                    occasion.run(),
                    now,
                    occasion.due(),
                    occasion.since(),
                    occasion.before(),
                    occasion.payload());
            Instant until = occasion.due() == null ? now : occasion.due();
            List<FlowRecord> chosen = new ArrayList<>();
            ids.forEach((record, id) -> {
                Person person = people.get(id);
                if (person == null) {
                    out.fail(record, "value", "There is no customer %s.".formatted(id));
                    return;
                }
                try {
                    String leftOut = leftOut(record, person, scope, until);
                    if (leftOut == null) {
                        chosen.add(record);
                    } else if (passesOthers) {
                        out.pass(EdgeSpec.OUT, with(record, "skipped"));
                    } else {
                        out.drop(record, leftOut);
                    }
                } catch (Expression.Failure failure) {
                    out.fail(record, "expression", String.valueOf(failure.getMessage()));
                }
            });
            if (!chosen.isEmpty()) {
                put(occasion, sql, chosen, ids, out);
            }
        }

        private Map<FlowRecord, UUID> ids(List<FlowRecord> page, Node.Outlet out) {
            Map<FlowRecord, UUID> ordered = new LinkedHashMap<>();
            for (FlowRecord record : page) {
                String written = String.valueOf(Objects.requireNonNullElse(record.get(customer), ""))
                        .strip();
                try {
                    if (ordered.containsKey(record)) {
                        // alike in everything, so what becomes of the first becomes of it
                        out.drop(record, "it is on this page twice");
                    } else {
                        ordered.put(record, UUID.fromString(written));
                    }
                } catch (IllegalArgumentException e) {
                    out.fail(record, "value", "'%s' in '%s' is no customer's id.".formatted(written, customer));
                }
            }
            return ordered;
        }

        private @Nullable String leftOut(FlowRecord record, Person person, Scope scope, Instant until) {
            if (!list.isEmpty()
                    && !list.contains(person.id().toString())
                    && person.externalIds().stream().noneMatch(id -> list.contains(id.id()))
                    && person.emails().stream().noneMatch(email -> list.contains(email.normalised()))) {
                return "not on the list";
            }
            if (condition != null && !condition.test(record, scope)) {
                return "the condition is not true";
            }
            if (inactiveFor == null && activeWithin == null) {
                return null;
            }
            Instant last = person.lastActivityAt();
            if (last == null) {
                return takesUnknown ? null : "no activity is known";
            }
            if (inactiveFor != null && last.plus(inactiveFor).isAfter(until)) {
                return "active on %s".formatted(day(last));
            }
            return activeWithin != null && !last.plus(activeWithin).isAfter(until)
                    ? "not active since %s".formatted(day(last))
                    : null;
        }

        private static LocalDate day(Instant at) {
            return LocalDate.ofInstant(at, ZoneOffset.UTC);
        }

        private void put(
                Node.Occasion occasion,
                DSLContext sql,
                List<FlowRecord> chosen,
                Map<FlowRecord, UUID> ids,
                Node.Outlet out) {
            Origin origin = new Origin("flow " + occasion.flowName(), occasion.run());
            List<UUID> people = chosen.stream()
                    .map(record -> Objects.requireNonNull(ids.get(record)))
                    .toList();
            String reason = why == null ? "by the flow " + occasion.flowName() : why;
            List<Tags.Outcome> outcomes;
            if (adds) {
                Tags.Tag tag = tags.ensure(sql, occasion.tenant(), origin, wish);
                outcomes = tags.add(sql, occasion.tenant(), origin, tag, people, reason);
            } else {
                Tags.Tag tag = tags.named(sql, occasion.tenant(), wish.name()).orElse(null);
                outcomes = tag == null
                        ? people.stream()
                                .map(person -> new Tags.Outcome(person, Tags.Change.UNCHANGED, null))
                                .toList()
                        : tags.remove(sql, occasion.tenant(), origin, tag, people, reason);
            }
            for (int i = 0; i < chosen.size(); i++) {
                Tags.Outcome outcome = outcomes.get(i);
                if (outcome.change() == Tags.Change.REFUSED) {
                    out.drop(chosen.get(i), "not tagged: " + outcome.why());
                } else {
                    out.pass(
                            EdgeSpec.OUT,
                            with(chosen.get(i), outcome.change().name().toLowerCase(Locale.ROOT)));
                }
            }
        }

        private FlowRecord with(FlowRecord record, String change) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
            values.put(changeField, change);
            return new FlowRecord(record.key(), values);
        }
    }
}
