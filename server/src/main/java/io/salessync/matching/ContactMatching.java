package io.salessync.matching;

import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Holds contacts that come against all customers of a tenant: only the new ones against those that share a key with them. */
@Component
final class ContactMatching {
    /** Numbers written without a country are compared by their last digits. */
    static final String REGION = "";

    /** Weights are learnt from so many customers at most. */
    private static final int SAMPLE = 20_000;

    /** Of so many of these the partners are looked for, wherever they are. */
    private static final int SEEDS = 1_500;

    private static final int MOST_PARTNERS = 40_000;

    /** What hardly two people have by chance, however few customers there are. */
    private static final Set<String> OWN = Set.of("email", "email name", "phone", "phone 2", "street");

    private static final int PREPARED_AT_ONCE = 5_000;
    private static final long OUTSIDE = 5_000;
    private static final long BUDGET = 2_000_000;
    private static final double FAINT = 0.02;
    private static final int SHOWN = 5;
    private static final TypeReference<Map<String, MatchingSettings.Survivor>> SURVIVORS = new TypeReference<>() {};

    private final KnownCustomers known;
    private final JsonMapper json;
    private final InstantSource clock;

    ContactMatching(KnownCustomers known, JsonMapper json, InstantSource clock) {
        this.known = known;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A customer who may be the contact.
     *
     * @param probability that it is this one, all others considered
     */
    record Candidate(UUID person, double probability, List<Explanation.Reason> reasons) {}

    /**
     * What was found for a contact.
     *
     * @param candidates the likeliest first; none where nobody shares anything with it
     * @param note what keeps it from being decided; empty: nothing does
     */
    record Found(Band band, List<Candidate> candidates, String note) {}

    MatchingSettings settings(DSLContext sql, TenantId tenant) {
        var row = sql.resultQuery(
                        "SELECT same_from, review_from, promise, survivors::text, learnt_at, learnt_from FROM"
                                + " matching.settings WHERE tenant_id = ?::uuid",
                        tenant.value())
                .fetchOne();
        if (row == null) {
            return MatchingSettings.STANDARD;
        }
        java.time.OffsetDateTime learnt = row.get(4, java.time.OffsetDateTime.class);
        return new MatchingSettings(
                row.get(0, Double.class),
                row.get(1, Double.class),
                row.get(2, Double.class),
                json.readValue(row.get(3, String.class), SURVIVORS),
                learnt == null ? null : learnt.toInstant(),
                row.get(5, Long.class));
    }

    /** Brings everything up to date: changed customers, and the weights where there are twice as many customers as they were learnt from. */
    void ready(DSLContext sql, TenantId tenant) {
        known.follow(sql, tenant, REGION);
        MatchingSettings settings = settings(sql, tenant);
        long count = known.count(sql, tenant);
        if (settings.learntAt() == null || count > 2 * settings.learntFrom() && settings.learntFrom() < SAMPLE) {
            learn(sql, tenant);
        }
    }

    /** Takes over some of the changed customers; whether none is left. */
    boolean prepare(DSLContext sql, TenantId tenant) {
        return known.follow(sql, tenant, REGION, PREPARED_AT_ONCE);
    }

    /** Learns the weights anew from the customers there are, without anybody's help. */
    void learn(DSLContext sql, TenantId tenant) {
        known.follow(sql, tenant, REGION);
        long count = known.count(sql, tenant);
        List<Map<String, List<String>>> sample = known.sample(sql, tenant, SAMPLE);
        Records records = records(sample);
        frequencies(sql, tenant, records, sample.isEmpty() ? 1 : Math.max(1, (double) count / sample.size()));
        int seeds = sample.size();
        if (count > sample.size()) {
            List<Map<String, List<String>>> more = new ArrayList<>(sample);
            more.addAll(known.partners(sql, tenant, SAMPLE, SEEDS, MOST_PARTNERS));
            records = records(more);
            seeds = SEEDS;
        }
        Blocking blocking = new Blocking(records.keys(), records.size(), records.split(), BUDGET);
        Estimation estimation = new Estimation(records, blocking, true, false, 1, sample.size(), seeds);
        Model model = estimation.learn();
        String text = json.writeValueAsString(StoredModel.of(model, sample.size(), estimation.relativesOfEach()));
        sql.query(
                        "UPDATE matching.settings SET model = ?::jsonb, learnt_at = ?::timestamptz, learnt_from = ?"
                                + " WHERE tenant_id = ?::uuid",
                        text,
                        clock.instant().toString(),
                        (long) sample.size(),
                        tenant.value())
                .execute();
    }

    private static Records records(List<Map<String, List<String>>> of) {
        Records records = new Records(ContactCells.comparisons(REGION));
        of.forEach(cells -> records.add("", ContactCells.each(cells)));
        records.close();
        return records;
    }

    private static void frequencies(DSLContext sql, TenantId tenant, Records records, double scale) {
        List<String> fields = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        records.values()
                .forEach((field, of) -> of.repeated().forEach((text, often) -> {
                    fields.add(field);
                    values.add(text);
                    counts.add(Math.round(often * scale));
                }));
        sql.query("DELETE FROM matching.frequency WHERE tenant_id = ?::uuid", tenant.value())
                .execute();
        sql.query(
                        """
                        INSERT INTO matching.frequency (tenant_id, field, value, records)
                        SELECT ?::uuid, u.field, u.value, u.records FROM unnest(?::text[], ?::text[], ?::bigint[]) AS u (field, value, records)
                        """,
                        tenant.value(),
                        fields.toArray(String[]::new),
                        values.toArray(String[]::new),
                        counts.toArray(Long[]::new))
                .execute();
    }

    /**
     * What is found for each contact, in their order. {@link #ready} has to be called before, once for all pages.
     *
     * @param not whom each contact is not, in their order: they are no candidates
     */
    List<Found> match(DSLContext sql, TenantId tenant, List<Map<String, List<String>>> contacts, List<Set<UUID>> not) {
        return match(sql, tenant, contacts, not, StoredModel.KNOWN);
    }

    /** @param share the share of contacts that are expected to be there already */
    List<Found> match(
            DSLContext sql,
            TenantId tenant,
            List<Map<String, List<String>>> contacts,
            List<Set<UUID>> not,
            double share) {
        MatchingSettings settings = settings(sql, tenant);
        Map<Integer, List<UUID>> candidates = known.candidates(sql, tenant, contacts, REGION);
        candidates.forEach((place, people) -> people.removeAll(not.get(place)));
        TreeSet<UUID> people = new TreeSet<>();
        candidates.values().forEach(people::addAll);
        Map<UUID, Map<String, List<String>>> cells = known.cells(sql, tenant, people);
        Records records = new Records(ContactCells.comparisons(REGION));
        Map<UUID, Integer> places = new HashMap<>();
        cells.forEach((person, of) -> {
            places.put(person, records.size());
            records.add(person.toString(), ContactCells.each(of));
        });
        int begin = records.size();
        records.secondFile();
        contacts.forEach(contact -> records.add("", ContactCells.each(contact)));
        records.close();
        long count = known.count(sql, tenant);
        population(sql, tenant, records, count);
        Model model = model(sql, tenant, records, count, share);
        List<Found> found = new ArrayList<>(contacts.size());
        for (int i = 0; i < contacts.size(); i++) {
            found.add(decide(model, settings, begin + i, candidates.getOrDefault(i, List.of()), places));
        }
        return found;
    }

    private void population(DSLContext sql, TenantId tenant, Records records, long count) {
        Map<String, Values> values = records.values();
        List<String> fields = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        values.forEach((field, of) -> {
            for (int number = 1; number < of.texts().size(); number++) {
                fields.add(field);
                texts.add(of.texts().text(number));
            }
        });
        Map<String, Map<String, Long>> often = new HashMap<>();
        sql.resultQuery("""
            SELECT f.field, f.value, f.records FROM unnest(?::text[], ?::text[]) AS u (field, value)
            JOIN matching.frequency f ON f.tenant_id = ?::uuid AND f.field = u.field AND f.value = u.value
            """, fields.toArray(String[]::new), texts.toArray(String[]::new), tenant.value())
                .forEach(row -> often.computeIfAbsent(row.get(0, String.class), field -> new HashMap<>())
                        .put(row.get(1, String.class), row.get(2, Long.class)));
        values.forEach((field, of) ->
                of.among(often.getOrDefault(field, Map.of()), OWN.contains(field) ? Math.max(count, OUTSIDE) : count));
    }

    private Model model(DSLContext sql, TenantId tenant, Records records, long count, double share) {
        String text = sql.resultQuery(
                        "SELECT model::text FROM matching.settings WHERE tenant_id = ?::uuid", tenant.value())
                .fetchOne(0, String.class);
        StoredModel stored = text == null
                ? new StoredModel(Map.of(), Map.of(), Map.of(), List.of(), 0, 0, 0)
                : json.readValue(text, StoredModel.class);
        return stored.against(records.evidence(), count, share);
    }

    private static Found decide(
            Model model, MatchingSettings settings, int row, List<UUID> candidates, Map<UUID, Integer> places) {
        byte[] levels = new byte[model.evidence().size()];
        Model.Sum sum = new Model.Sum();
        Map<UUID, Double> odds = new LinkedHashMap<>();
        Map<UUID, Boolean> vetoes = new HashMap<>();
        double all = 0;
        for (UUID person : candidates) {
            Integer place = places.get(person);
            if (place == null) {
                continue;
            }
            model.levels(place, row, levels);
            model.add(place, row, levels, sum);
            if (sum.odds > FAINT) {
                odds.put(person, sum.odds);
                vetoes.put(person, sum.veto);
            }
            all += sum.odds;
        }
        double total = all;
        List<Candidate> ranked = odds.entrySet().stream()
                .sorted(Map.Entry.<UUID, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .map(one -> new Candidate(
                        one.getKey(),
                        one.getValue() / (1 + total),
                        Explanation.reasons(model, places.getOrDefault(one.getKey(), 0), row)))
                .toList();
        if (ranked.isEmpty()) {
            return new Found(Band.DIFFERENT, List.of(), "");
        }
        Candidate best = ranked.getFirst();
        double any = total / (1 + total);
        if (best.probability() >= settings.same()) {
            return Boolean.TRUE.equals(vetoes.get(best.person()))
                    ? new Found(Band.REVIEW, ranked, "one piece of evidence alone asks for a look")
                    : new Found(Band.SAME, ranked, "");
        }
        if (any >= settings.same()) {
            return new Found(Band.REVIEW, ranked, "several customers match");
        }
        return new Found(best.probability() >= settings.review() ? Band.REVIEW : Band.DIFFERENT, ranked, "");
    }
}
