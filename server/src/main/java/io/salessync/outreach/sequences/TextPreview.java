package io.salessync.outreach.sequences;

import static io.salessync.outreach.jooq.Tables.LEAD;

import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record7;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What all texts of a sequence become for all its leads, before anything goes out. */
final class TextPreview {
    /** More are not looked at for the totals. */
    static final int MOST_LEADS = 20_000;

    private static final int AT_ONCE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

    private TextPreview() {}

    /** @param id stands for the lead where texts are drawn */
    record Somebody(UUID id, String name, Map<String, String> values) {}

    /**
     * One text of one lead.
     *
     * @param drawn whether it is the variant the lead gets
     * @param shortest over all choices in it, in characters as the network counts them; of HTML: 0
     * @param longest likewise
     * @param most what may be written there
     */
    record Shown(
            String step,
            String variant,
            boolean drawn,
            String subject,
            String text,
            long shortest,
            long longest,
            int most,
            List<String> missing,
            List<String> problems,
            List<String> warnings,
            List<String> usedDefaults) {}

    record LeadTexts(UUID id, String name, boolean ready, List<Shown> texts) {}

    /**
     * All leads together, by step and variant.
     *
     * @param missing how many leads have no value for a token, by token
     * @param tooLong how many have a choice that is too long
     * @param defaults how many get the default of a token instead of a value, by token
     * @param defaultShare of them all, 0 to 1: how often no value was there
     * @param braces in how many braces are left
     * @param doubleBlanks in how many two blanks stand one after another
     */
    record Total(
            String step,
            String variant,
            long leads,
            long ready,
            Map<String, Long> missing,
            long tooLong,
            Map<String, Long> defaults,
            double defaultShare,
            long braces,
            long doubleBlanks,
            long shortest,
            long longest,
            int most) {}

    /** A page of leads, in the order of their ids. */
    static List<Somebody> leads(DSLContext sql, TenantId tenant, UUID sequence, @Nullable UUID after, int limit) {
        Condition place = LEAD.TENANT_ID
                .eq(tenant.value())
                .and(LEAD.SEQUENCE_ID.eq(sequence))
                .and(LEAD.ENDED_AT.isNull());
        return select(sql)
                .where(after == null ? place : place.and(LEAD.LEAD_ID.gt(after)))
                .orderBy(LEAD.LEAD_ID)
                .limit(limit)
                .fetch(TextPreview::somebody);
    }

    /** One of a sequence, whether it has ended or not. */
    static Optional<Somebody> lead(DSLContext sql, TenantId tenant, UUID sequence, UUID id) {
        return select(sql)
                .where(LEAD.TENANT_ID
                        .eq(tenant.value())
                        .and(LEAD.SEQUENCE_ID.eq(sequence))
                        .and(LEAD.LEAD_ID.eq(id)))
                .fetchOptional(TextPreview::somebody);
    }

    private static SelectJoinStep<Record7<UUID, String, String, String, String, String, JSONB>> select(DSLContext sql) {
        return sql.select(LEAD.LEAD_ID, LEAD.NAME, LEAD.COMPANY, LEAD.EMAIL, LEAD.LINKEDIN, LEAD.COUNTRY, LEAD.FIELDS)
                .from(LEAD);
    }

    private static Somebody somebody(Record7<UUID, String, String, String, String, String, JSONB> row) {
        return new Somebody(
                row.value1(),
                row.value2(),
                Tokens.of(row.value2(), row.value3(), row.value4(), row.value5(), row.value6(), fields(row.value7())));
    }

    private static Map<String, String> fields(JSONB stored) {
        try {
            return JSON.readValue(stored.data(), VALUES);
        } catch (JacksonException e) {
            throw new IllegalStateException("The fields of a lead are no JSON of texts", e);
        }
    }

    /** @param tier whose notes are measured */
    static LeadTexts of(SequenceDocument document, Somebody lead, Map<String, String> sender, @Nullable Tier tier) {
        List<Shown> texts = new ArrayList<>();
        Renderer.Values values = new Renderer.Values(lead.values(), sender);
        for (Step step : document.steps()) {
            if (!(step instanceof Step.Texts written)) {
                continue;
            }
            Step.Variant drawn = Renderer.choose(lead.id(), written);
            for (Step.Variant variant : written.variants()) {
                texts.add(shown(written, variant, variant == drawn, lead, values, tier));
            }
        }
        boolean ready = texts.stream()
                .filter(Shown::drawn)
                .allMatch(text -> text.missing().isEmpty() && text.problems().isEmpty());
        return new LeadTexts(lead.id(), lead.name(), ready, texts);
    }

    private static Shown shown(
            Step.Texts step,
            Step.Variant variant,
            boolean drawn,
            Somebody lead,
            Renderer.Values values,
            @Nullable Tier tier) {
        Rendering made = Renderer.render(step, variant, Renderer.seed(lead.id(), step.id()), values, tier);
        Renderer.Place place = Renderer.place(step);
        int most = place.most(tier);
        Renderer.Span span = new Renderer.Span(0, 0);
        List<String> problems = new ArrayList<>(made.problems());
        boolean html = place == Renderer.Place.EMAIL && Renderer.isHtml(variant.text());
        if (!html && variant.text().length() <= SequenceReading.LONGEST_TEXT) {
            span = Renderer.span(Renderer.template(variant.text()).nodes(), values);
            if (span.most() > most && problems.isEmpty()) {
                problems.add("one of the choices makes it %,d characters long, and only %,d may be written here"
                        .formatted(span.most(), most));
            }
        }
        return new Shown(
                step.id(),
                variant.name(),
                drawn,
                made.subject(),
                made.text(),
                span.least(),
                span.most(),
                most,
                made.missing(),
                problems,
                made.warnings(),
                made.usedDefaults());
    }

    /** What a walk over all leads counts. */
    static final class Totals {
        private final Map<String, Counts> counts = new LinkedHashMap<>();
        private final SequenceDocument document;
        private final Map<String, String> sender;
        private final @Nullable Tier tier;
        private long leads;
        private long ready;

        Totals(SequenceDocument document, Map<String, String> sender, @Nullable Tier tier) {
            this.document = document;
            this.sender = sender;
            this.tier = tier;
        }

        void add(Somebody lead) {
            LeadTexts texts = of(document, lead, sender, tier);
            leads++;
            ready += texts.ready() ? 1 : 0;
            for (Shown text : texts.texts()) {
                counts.computeIfAbsent(text.step() + "\u0000" + text.variant(), key -> new Counts())
                        .add(text);
            }
        }

        long leads() {
            return leads;
        }

        long ready() {
            return ready;
        }

        List<Total> totals() {
            return counts.values().stream().map(Counts::total).toList();
        }
    }

    private static final class Counts {
        private final Map<String, Long> missing = new TreeMap<>();
        private final Map<String, Long> defaults = new TreeMap<>();
        private String step = "";
        private String variant = "";
        private long leads;
        private long ready;
        private long tooLong;
        private long withDefault;
        private long braces;
        private long blanks;
        private long shortest = Long.MAX_VALUE;
        private long longest;
        private int most;

        void add(Shown text) {
            step = text.step();
            variant = text.variant();
            most = text.most();
            leads++;
            ready += text.missing().isEmpty() && text.problems().isEmpty() ? 1 : 0;
            text.missing().forEach(token -> missing.merge(token, 1L, Long::sum));
            text.usedDefaults().forEach(token -> defaults.merge(token, 1L, Long::sum));
            withDefault += text.usedDefaults().isEmpty() ? 0 : 1;
            tooLong += text.longest() > text.most() ? 1 : 0;
            braces += text.warnings().stream().anyMatch(warning -> warning.startsWith("braces")) ? 1 : 0;
            blanks += text.warnings().stream().anyMatch(warning -> warning.contains("blanks")) ? 1 : 0;
            shortest = Math.min(shortest, text.shortest());
            longest = Math.max(longest, text.longest());
        }

        Total total() {
            return new Total(
                    step,
                    variant,
                    leads,
                    ready,
                    missing,
                    tooLong,
                    defaults,
                    leads == 0 ? 0 : (double) withDefault / leads,
                    braces,
                    blanks,
                    leads == 0 ? 0 : shortest,
                    longest,
                    most);
        }
    }

    /** Walks over all leads of a sequence that are on their way, up to {@link #MOST_LEADS}. */
    static Totals totals(
            DSLContext sql,
            TenantId tenant,
            UUID sequence,
            SequenceDocument document,
            Map<String, String> sender,
            @Nullable Tier tier) {
        Totals totals = new Totals(document, sender, tier);
        UUID after = null;
        while (totals.leads() < MOST_LEADS) {
            List<Somebody> page = leads(sql, tenant, sequence, after, AT_ONCE);
            page.forEach(totals::add);
            if (page.size() < AT_ONCE) {
                break;
            }
            after = page.getLast().id();
        }
        return totals;
    }
}
