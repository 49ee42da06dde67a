package io.salessync.outreach.leads;

import io.salessync.customers.ChosenPeople;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Admissions.Entrant;
import io.salessync.outreach.leads.Admissions.Terms;
import io.salessync.outreach.leads.Leads.Admission;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.sequences.Sequences;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings people into sequences: from files, from customers, from whoever gives them; each is told of. */
@Component
public class LeadImports {
    private static final int PAGE = 1_000;
    private static final int LISTED = 1_000;
    private static final int REASONS = 20;

    /** Customers chosen at once. */
    static final int MOST_CHOSEN = 10_000;

    private static final String NETWORK = "linkedin";
    private static final String PROFILE = "Profile";

    private final PostgresLeads leads;
    private final Documents documents;
    private final Customers customers;
    private final ChosenPeople chosenPeople;
    private final Database database;
    private final Audit audit;

    LeadImports(
            PostgresLeads leads,
            Documents documents,
            Customers customers,
            ChosenPeople chosenPeople,
            Database database,
            Audit audit) {
        this.leads = leads;
        this.documents = documents;
        this.customers = customers;
        this.chosenPeople = chosenPeople;
        this.database = database;
        this.audit = audit;
    }

    /**
     * On what terms.
     *
     * @param mostPerCompany at work at once; 0: as many as there are
     * @param again whether people who went through the sequence before enter again
     * @param asCustomers whether people who are no customers yet become some, so that all channels share one story
     * @param dryRun whether nothing is written
     */
    public record Way(int mostPerCompany, boolean again, boolean asCustomers, boolean dryRun) {}

    /** What became of a row; {@code lead} null: it was not taken, {@code why} says why. */
    @Schema(name = "OutreachImportLine")
    public record Line(
            int row,
            String who,
            @Nullable UUID lead,
            LeadState state,
            @Nullable String why,
            List<String> notes) {}

    /**
     * What became of all.
     *
     * @param columns of a file: by header the field it went to
     * @param states of those that were taken
     * @param lines the first of them, those that were not taken before the others
     * @param whyLeft how many were not taken by why, the most frequent first
     */
    @Schema(name = "OutreachImport")
    public record Report(
            int rows,
            int taken,
            int left,
            Map<String, Integer> states,
            Map<String, String> columns,
            @Nullable String charset,
            List<Line> lines,
            boolean written,
            Map<String, Integer> whyLeft) {}

    /** One that is to be taken in. */
    record Given(Entrant entrant, String who, @Nullable String why, List<String> notes) {}

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super("nothing is to be written", null, false, false);
        }
    }

    /**
     * How many rows a CSV file of people has; nothing is looked up or written.
     *
     * @throws Problem when it cannot be read, naming why
     */
    public static int rows(byte[] bytes, String file) {
        return LeadFile.read(bytes, file, Map.of()).rows().size();
    }

    /** From a CSV file. */
    public Report file(
            TenantId tenant,
            String sequence,
            String who,
            byte[] bytes,
            String file,
            Map<String, String> mapping,
            Way way) {
        LeadFile.Read read = LeadFile.read(bytes, file, mapping);
        List<Given> given = new ArrayList<>(read.rows().size());
        for (LeadFile.Row row : read.rows()) {
            given.add(given(row.line(), null, row.values(), row.state(), row.since(), row.why(), row.notes()));
        }
        Report report = run(tenant, sequence, who, "csv " + file, given, way);
        return new Report(
                report.rows(),
                report.taken(),
                report.left(),
                report.states(),
                read.columns(),
                read.charset(),
                report.lines(),
                report.written(),
                report.whyLeft());
    }

    /** People by their fields, named as columns of a file are. */
    public Report rows(TenantId tenant, String sequence, String who, List<Map<String, String>> rows, Way way) {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            LeadFile.Row row = LeadFile.row(i + 1, rows.get(i));
            given.add(given(row.line(), null, row.values(), row.state(), row.since(), row.why(), row.notes()));
        }
        return run(tenant, sequence, who, "api", given, way);
    }

    static Given given(
            int row,
            @Nullable UUID person,
            Map<String, String> given,
            LeadState state,
            java.time.@Nullable Instant since,
            @Nullable String why,
            List<String> notes) {
        Map<String, String> values = new LinkedHashMap<>(given);
        String email = values.remove(LeadFile.EMAIL);
        String linkedin = values.remove(LeadFile.LINKEDIN);
        String zone = values.remove(LeadFile.ZONE);
        String written = values.getOrDefault(LeadFile.COUNTRY, "");
        String country = Zones.country(written);
        Candidate candidate =
                new Candidate(row, person, email, linkedin, values, zone, country == null ? "" : country, state);
        String shown = values.getOrDefault(
                "name", (values.getOrDefault("first_name", "") + " " + values.getOrDefault("last_name", "")).strip());
        String whom = shown.isBlank() ? email == null ? String.valueOf(linkedin) : email : shown;
        return new Given(new Entrant(candidate, since), Names.shown(whom), why, notes);
    }

    /** Customers, by their ids. */
    public Report customers(TenantId tenant, String sequence, String who, List<UUID> people, Way way) {
        List<Given> given = new ArrayList<>();
        for (int from = 0; from < people.size(); from += PAGE) {
            List<UUID> page = people.subList(from, Math.min(people.size(), from + PAGE));
            int first = from;
            database.runInTenant(tenant, sql -> {
                Map<UUID, Person> known = new LinkedHashMap<>();
                customers.people(sql, tenant, page).forEach(person -> known.put(person.id(), person));
                for (int i = 0; i < page.size(); i++) {
                    Person person = known.get(page.get(i));
                    given.add(
                            person == null
                                    ? new Given(
                                            new Entrant(new Candidate(
                                                    first + i + 1,
                                                    page.get(i),
                                                    null,
                                                    null,
                                                    Map.of(),
                                                    null,
                                                    "",
                                                    LeadState.PENDING_INVITE)),
                                            page.get(i).toString(),
                                            "There is no such customer.",
                                            List.of())
                                    : given(first + i + 1, person));
                }
            });
        }
        return run(
                tenant,
                sequence,
                who,
                "customers",
                given,
                new Way(way.mostPerCompany(), way.again(), false, way.dryRun()));
    }

    /**
     * Whom of the customers: those who fit all that is given, or those a list names by e-mail or profile.
     *
     * @param listed e-mail addresses, LinkedIn addresses or ids of customers; null or empty: no list
     */
    record Chosen(ChosenPeople.Choice choice, @Nullable List<String> listed) {}

    /** Customers, by a choice. */
    Report customers(TenantId tenant, String sequence, String who, Chosen chosen, Way way) {
        List<String> listed = chosen.listed() == null ? List.of() : chosen.listed();
        if (!listed.isEmpty()) {
            return listed(tenant, sequence, who, listed, way);
        }
        List<UUID> ids =
                database.inTenant(tenant, sql -> chosenPeople.ids(sql, tenant, chosen.choice(), MOST_CHOSEN + 1));
        if (ids.size() > MOST_CHOSEN) {
            throw Problem.of(
                            OutreachProblem.WRONG_LEADS,
                            "More than %,d customers fit; choose fewer, such as those of a tag.".formatted(MOST_CHOSEN))
                    .with("most", MOST_CHOSEN);
        }
        return customers(tenant, sequence, who, ids, way);
    }

    private Report listed(TenantId tenant, String sequence, String who, List<String> listed, Way way) {
        if (listed.size() > MOST_CHOSEN) {
            throw Problem.of(
                            OutreachProblem.WRONG_LEADS,
                            "The list has %,d lines; at most %,d at once.".formatted(listed.size(), MOST_CHOSEN))
                    .with("most", MOST_CHOSEN);
        }
        List<Given> given = new ArrayList<>();
        database.runInTenant(tenant, sql -> {
            List<String> emails = new ArrayList<>();
            List<String> profiles = new ArrayList<>();
            List<@Nullable String> email = new ArrayList<>();
            List<@Nullable String> profile = new ArrayList<>();
            for (String line : listed) {
                boolean address = line.contains("@");
                email.add(address ? fit(() -> Names.email(line), emails) : null);
                profile.add(address || id(line).isPresent() ? null : fit(() -> Names.linkedin(line), profiles));
            }
            Map<String, UUID> byEmail = customers.reachedBy(sql, tenant, emails);
            Map<String, UUID> byProfile = customers.known(sql, tenant, NETWORK, PROFILE, profiles);
            List<Optional<UUID>> ids = new ArrayList<>();
            for (int i = 0; i < listed.size(); i++) {
                String address = email.get(i);
                String network = profile.get(i);
                ids.add(
                        address != null
                                ? Optional.ofNullable(byEmail.get(address))
                                : network != null ? Optional.ofNullable(byProfile.get(network)) : id(listed.get(i)));
            }
            Map<UUID, Person> known = new LinkedHashMap<>();
            customers
                    .people(
                            sql,
                            tenant,
                            ids.stream().flatMap(Optional::stream).distinct().toList())
                    .forEach(person -> known.put(person.id(), person));
            for (int i = 0; i < listed.size(); i++) {
                Person person = ids.get(i).map(known::get).orElse(null);
                given.add(
                        person == null
                                ? new Given(
                                        new Entrant(new Candidate(
                                                i + 1, null, null, null, Map.of(), null, "", LeadState.PENDING_INVITE)),
                                        Names.shown(listed.get(i)),
                                        "No customer, or more than one, has this address.",
                                        List.of())
                                : given(i + 1, person));
            }
        });
        return run(
                tenant,
                sequence,
                who,
                "customers, a list",
                given,
                new Way(way.mostPerCompany(), way.again(), false, way.dryRun()));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text.strip()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /**
     * Takes one customer into a sequence, in the open transaction: whoever is at work already, objected or is on a list is not taken.
     *
     * @param source for the story, such as {@code champion}
     * @throws io.salessync.kernel.problems.Problem where there is no such sequence, or nobody enters it
     */
    public Line enrol(DSLContext sql, TenantId tenant, String sequence, String who, String source, UUID person) {
        Given given = customers
                .person(sql, tenant, person)
                .map(one -> given(0, one))
                .orElseThrow(() ->
                        Problem.of(OutreachProblem.WRONG_LEADS, "There is no customer with the id " + person + "."));
        return page(sql, tenant, sequence, who, source, List.of(given), new Way(0, false, false, false))
                .getFirst();
    }

    /** A customer by id, with the fields that a record has beside theirs. */
    Given customer(DSLContext sql, TenantId tenant, int row, UUID id, Given record) {
        Person person = customers.person(sql, tenant, id).orElse(null);
        if (person == null) {
            return new Given(record.entrant(), id.toString(), "There is no customer %s.".formatted(id), List.of());
        }
        Given known = given(row, person);
        Candidate own = known.entrant().candidate();
        Candidate given = record.entrant().candidate();
        Map<String, String> fields = new LinkedHashMap<>(given.fields());
        own.fields().forEach(fields::putIfAbsent);
        return new Given(
                new Entrant(new Candidate(
                        row,
                        id,
                        given.email() == null ? own.email() : given.email(),
                        given.linkedin() == null ? own.linkedin() : given.linkedin(),
                        fields,
                        given.zone() == null ? own.zone() : given.zone(),
                        given.country().isEmpty() ? own.country() : given.country(),
                        given.state())),
                known.who(),
                known.why(),
                List.of());
    }

    static Given given(int row, Person person) {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "first_name", person.fields().get("givenName"));
        put(values, "last_name", person.fields().get("familyName"));
        put(values, "name", person.fullName());
        put(values, "title", person.fields().get("title"));
        put(values, "company", person.company());
        put(values, LeadFile.EMAIL, person.email());
        if (!person.addresses().isEmpty()) {
            put(values, LeadFile.COUNTRY, person.addresses().getFirst().country());
            put(values, "city", person.addresses().getFirst().city());
        }
        person.externalIds().stream()
                .filter(id -> id.system().equals(NETWORK))
                .findFirst()
                .ifPresent(id -> values.put(LeadFile.LINKEDIN, id.id()));
        person.extra().forEach((name, value) -> {
            String plain = LeadFile.own(name);
            if (!values.containsKey(LeadFile.LINKEDIN) && plain.startsWith("linkedin")) {
                put(values, LeadFile.LINKEDIN, value);
            } else if (values.size() < Entering.MOST_FIELDS - 5 && value != null && !(value instanceof Map)) {
                values.putIfAbsent(plain, String.valueOf(value));
            }
        });
        String why = person.mergedInto() != null
                ? "They were merged into another customer."
                : person.erasedAt() != null ? "Their data were taken out on request." : null;
        return given(row, person.id(), values, LeadState.PENDING_INVITE, null, why, List.of());
    }

    private static void put(Map<String, String> values, String name, @Nullable Object value) {
        if (value != null && !value.toString().isBlank()) {
            values.put(name, value.toString());
        }
    }

    Report run(TenantId tenant, String sequence, String who, String source, List<Given> given, Way way) {
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> states = new LinkedHashMap<>();
        int taken = 0;
        try {
            // a dry run is one transaction that is undone; what counts is written page by page, so that nobody else
            // waits long
            if (way.dryRun()) {
                database.runInTenant(tenant, sql -> {
                    for (int from = 0; from < given.size(); from += PAGE) {
                        lines.addAll(page(
                                sql,
                                tenant,
                                sequence,
                                who,
                                source,
                                given.subList(from, Math.min(given.size(), from + PAGE)),
                                way));
                    }
                    throw new Undone();
                });
            }
            for (int from = 0; from < given.size(); from += PAGE) {
                List<Given> page = given.subList(from, Math.min(given.size(), from + PAGE));
                lines.addAll(database.inTenant(tenant, sql -> page(sql, tenant, sequence, who, source, page, way)));
            }
        } catch (Undone undone) {
            // what was told stays told
        }
        for (Line line : lines) {
            if (line.lead() != null) {
                taken++;
                states.merge(line.state().name(), 1, Integer::sum);
            }
        }
        int written = taken;
        if (!way.dryRun() && written > 0) {
            database.runInTenant(tenant, sql -> {
                Sequences.Sequence into = documents.named(sql, tenant, sequence);
                audit.record(
                        sql,
                        tenant,
                        who,
                        "outreach.imported",
                        into.name(),
                        Map.of(
                                "sequence", into.id().toString(),
                                "source", source,
                                "taken", Integer.toString(written),
                                "left", Integer.toString(lines.size() - written)));
            });
        }
        List<Line> first = new ArrayList<>(
                lines.stream().filter(line -> line.lead() == null).limit(LISTED).toList());
        lines.stream()
                .filter(line -> line.lead() != null)
                .limit(LISTED - (long) first.size())
                .forEach(first::add);
        if (way.dryRun()) {
            first.replaceAll(line -> line.lead() == null
                    ? line
                    : new Line(line.row(), line.who(), null, line.state(), null, line.notes()));
        }
        return new Report(
                lines.size(),
                taken,
                lines.size() - taken,
                states,
                Map.of(),
                null,
                first,
                !way.dryRun(),
                reasons(lines));
    }

    /** By why, with those that are rare together at the end. */
    private static Map<String, Integer> reasons(List<Line> lines) {
        Map<String, Integer> all = new HashMap<>();
        lines.stream()
                .filter(line -> line.lead() == null && line.why() != null)
                .forEach(line -> all.merge(String.valueOf(line.why()), 1, Integer::sum));
        List<Map.Entry<String, Integer>> order = all.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        Map<String, Integer> reasons = new LinkedHashMap<>();
        order.stream().limit(REASONS).forEach(entry -> reasons.put(entry.getKey(), entry.getValue()));
        int others = order.stream().skip(REASONS).mapToInt(Map.Entry::getValue).sum();
        if (others > 0) {
            reasons.put("For other reasons.", others);
        }
        return reasons;
    }

    List<Line> page(
            DSLContext sql, TenantId tenant, String sequence, String who, String source, List<Given> page, Way way) {
        Sequences.Live live = documents.newest(
                sql, tenant, documents.named(sql, tenant, sequence).id());
        List<Given> open = page.stream().filter(one -> one.why() == null).toList();
        List<Entrant> entrants = linked(sql, tenant, who, open, way);
        List<Admission> told =
                leads.admit(sql, tenant, live, who, entrants, new Terms(source, way.mostPerCompany(), way.again()));
        List<Line> lines = new ArrayList<>();
        int at = 0;
        for (Given one : page) {
            Candidate candidate = one.entrant().candidate();
            Admission admission = one.why() == null ? told.get(at++) : new Admission(candidate.row(), null, one.why());
            lines.add(new Line(
                    candidate.row(), one.who(), admission.lead(), candidate.state(), admission.why(), one.notes()));
        }
        return lines;
    }

    /** Customers of the candidates: those that are known by profile or address, and new ones where that is wanted. */
    List<Entrant> linked(DSLContext sql, TenantId tenant, String who, List<Given> given, Way way) {
        List<String> emails = new ArrayList<>();
        List<String> profiles = new ArrayList<>();
        List<@Nullable String> email = new ArrayList<>();
        List<@Nullable String> profile = new ArrayList<>();
        for (Given one : given) {
            email.add(fit(() -> Names.email(one.entrant().candidate().email()), emails));
            profile.add(fit(() -> Names.linkedin(one.entrant().candidate().linkedin()), profiles));
        }
        Map<String, UUID> byProfile = customers.known(sql, tenant, NETWORK, PROFILE, profiles);
        Map<String, UUID> byEmail = customers.reachedBy(sql, tenant, emails);
        List<Incoming> incoming = new ArrayList<>();
        List<Integer> of = new ArrayList<>();
        @Nullable UUID[] people = new @Nullable UUID[given.size()];
        for (int i = 0; i < given.size(); i++) {
            Candidate candidate = given.get(i).entrant().candidate();
            UUID person = candidate.person();
            String network = profile.get(i);
            String address = email.get(i);
            UUID known = person == null && network != null ? byProfile.get(network) : person;
            known = known == null && address != null ? byEmail.get(address) : known;
            people[i] = known;
            boolean reachable = network != null || address != null;
            boolean fresh = known == null && way.asCustomers() && reachable;
            boolean link = known != null && network != null && !byProfile.containsKey(network);
            if (fresh || link) {
                of.add(i);
                incoming.add(new Incoming(
                        network != null ? NETWORK : "import",
                        network != null ? PROFILE : "Person",
                        network != null ? network : String.valueOf(address),
                        fresh ? values(candidate, address, network) : Map.of(),
                        known));
            }
        }
        List<Customers.Outcome> outcomes = customers.upsertPeople(sql, tenant, new Origin(who, null), incoming);
        for (int i = 0; i < outcomes.size(); i++) {
            UUID made = outcomes.get(i).customer();
            people[of.get(i)] = made == null ? people[of.get(i)] : made;
        }
        List<Entrant> entrants = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Candidate old = given.get(i).entrant().candidate();
            entrants.add(new Entrant(
                    new Candidate(
                            old.row(),
                            people[i],
                            old.email(),
                            old.linkedin(),
                            old.fields(),
                            old.zone(),
                            old.country(),
                            old.state()),
                    given.get(i).entrant().since()));
        }
        return entrants;
    }

    private static @Nullable String fit(java.util.function.Supplier<@Nullable String> name, List<String> all) {
        try {
            String made = name.get();
            if (made != null) {
                all.add(made);
            }
            return made;
        } catch (Names.Unfit unfit) {
            return null;
        }
    }

    private static Map<String, @Nullable Object> values(
            Candidate candidate, @Nullable String email, @Nullable String network) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, String> fields = candidate.fields();
        take(values, "givenName", fields.get("first_name"));
        take(values, "familyName", fields.get("last_name"));
        take(values, "fullName", fields.get("name"));
        take(values, "title", fields.get("title"));
        take(values, "company", fields.get("company"));
        take(values, "email", email);
        if (values.isEmpty()) {
            values.put("fullName", network);
        } else if (!values.containsKey("givenName")
                && !values.containsKey("familyName")
                && !values.containsKey("fullName")) {
            values.put("fullName", email == null ? network : email);
        }
        return values;
    }

    private static void take(Map<String, @Nullable Object> values, String name, @Nullable String value) {
        if (value != null && !value.isBlank() && value.length() <= Entering.LONGEST_NAME) {
            values.put(name, value);
        }
    }
}
