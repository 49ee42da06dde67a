package io.salessync.outreach.sequences;

import io.salessync.connectors.OutreachWrite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes texts of templates: which variant and which of {@code {a|b}} a lead gets is drawn by hash, the same for ever. */
final class Renderer {
    private static final int REMEMBERED = 2_000;
    private static final Map<String, Template> PARSED = new ConcurrentHashMap<>();
    private static final String FREE_NOTE = "free accounts may write 200 characters in a note";

    private Renderer() {}

    /** Where a text goes, and how much may be written there, as {@link OutreachWrite#length} counts. */
    enum Place {
        NOTE(300),
        MESSAGE(8_000),
        INMAIL_SUBJECT(OutreachWrite.Product.CLASSIC.inmailSubject()),
        INMAIL(OutreachWrite.Product.CLASSIC.inmailText()),
        EMAIL_SUBJECT(255),
        EMAIL(100_000),
        TASK(4_000);

        private final int most;

        Place(int most) {
            this.most = most;
        }

        int most(@Nullable Tier tier) {
            return this == NOTE && tier != null ? tier.noteLength() : most;
        }

        boolean subject() {
            return this == INMAIL_SUBJECT || this == EMAIL_SUBJECT;
        }
    }

    /** Texts are few and long-lived: each is read once. */
    static Template template(String text) {
        Template known = PARSED.get(text);
        if (known != null) {
            return known;
        }
        // blanks around a text are not sent
        Template made = Template.parse(text.strip());
        if (PARSED.size() >= REMEMBERED) {
            PARSED.clear();
        }
        PARSED.put(text, made);
        return made;
    }

    // drawing

    /**
     * The variant of a lead: each is drawn a number by hash of lead, step and its name, and the least one wins, so that a new variant
     * takes leads from the others and moves nobody else.
     */
    static Step.Variant choose(UUID lead, Step.Texts step) {
        List<Step.Variant> variants = step.variants();
        if (variants.size() == 1) {
            return variants.getFirst();
        }
        boolean none = variants.stream().allMatch(variant -> variant.weight() <= 0);
        long seed = seed(lead, step.id());
        Step.Variant chosen = variants.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (Step.Variant variant : variants) {
            int weight = none ? 1 : variant.weight();
            if (weight > 0) {
                double drawn = ((mixed(seed ^ hash(variant.name())) >>> 11) + 1) * 0x1.0p-53;
                double score = -Math.log(drawn) / weight;
                if (score < least) {
                    least = score;
                    chosen = variant;
                }
            }
        }
        return chosen;
    }

    static long seed(UUID lead, String step) {
        return mixed(mixed(lead.getMostSignificantBits() ^ hash(step)) ^ lead.getLeastSignificantBits());
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mixed(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    // rendering

    static Rendering render(
            SequenceDocument document,
            String stepId,
            @Nullable String variantName,
            UUID lead,
            Map<String, String> values,
            Map<String, String> sender,
            @Nullable Tier tier) {
        Step step = document.step(stepId)
                .orElseThrow(() -> new IllegalArgumentException("The sequence has no step '" + stepId + "'"));
        Values known = new Values(values, sender);
        long seed = seed(lead, stepId);
        if (step instanceof Step.Task task) {
            Text text = new Text(Place.TASK, null, seed);
            text.render(task.text(), known);
            return text.rendering("", null, null);
        }
        if (!(step instanceof Step.Texts texts)) {
            throw new IllegalArgumentException("The step '" + stepId + "' has no text");
        }
        Step.Variant variant = texts.variants().stream()
                .filter(one -> one.name().equals(variantName))
                .findFirst()
                .orElseGet(() -> choose(lead, texts));
        return render(texts, variant, seed, known, tier);
    }

    static Rendering render(Step.Texts step, Step.Variant variant, long seed, Values values, @Nullable Tier tier) {
        Place place = place(step);
        Place above = subject(step);
        Text subject = null;
        if (above != null) {
            subject = new Text(above, null, seed ^ 1);
            subject.render(variant.subject(), values);
            if (subject.done.isEmpty()
                    && subject.problems.isEmpty()
                    && subject.missing.isEmpty()
                    && !mayHaveNoSubject(step)) {
                subject.problems.add("the subject is empty");
            }
        }
        Text text = new Text(place, tier, seed);
        text.render(variant.text(), values);
        if (place != Place.NOTE && text.done.isEmpty() && text.problems.isEmpty() && text.missing.isEmpty()) {
            text.problems.add("the text is empty");
        }
        return text.rendering(variant.name(), subject, place == Place.EMAIL ? variant.text() : null);
    }

    private static boolean mayHaveNoSubject(Step step) {
        return step instanceof Step.Email mail && mail.sameThread();
    }

    static Place place(Step step) {
        return switch (step) {
            case Step.Invite ignored -> Place.NOTE;
            case Step.Message ignored -> Place.MESSAGE;
            case Step.InMail ignored -> Place.INMAIL;
            case Step.Email ignored -> Place.EMAIL;
            default -> Place.TASK;
        };
    }

    static @Nullable Place subject(Step step) {
        return switch (step) {
            case Step.InMail ignored -> Place.INMAIL_SUBJECT;
            case Step.Email ignored -> Place.EMAIL_SUBJECT;
            default -> null;
        };
    }

    /** Whether a mail's text is written as HTML: it begins with a tag. */
    static boolean isHtml(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c)) {
                return c == '<' && (Character.isLetter(text.charAt(i + 1)) || text.charAt(i + 1) == '!');
            }
        }
        return false;
    }

    /** The values of a lead and of who writes to it. */
    static final class Values {
        private final Map<String, String> lead;
        private final Map<String, String> sender;

        Values(Map<String, String> lead, Map<String, String> sender) {
            this.lead = lead;
            this.sender = sender;
        }

        /** What a lead brings does not pass for the sender's. */
        @Nullable String raw(String token) {
            return token.startsWith("sender_") || token.equals("unsubscribe_url") ? sender.get(token) : lead.get(token);
        }

        @Nullable String of(String token) {
            return Tokens.clean(raw(token));
        }
    }

    static boolean holds(Template.Test test, Values values) {
        boolean here = holdsAlone(test, values);
        Template.Test then = test.then();
        if (then == null) {
            return here;
        }
        return test.and() ? here && holds(then, values) : here || holds(then, values);
    }

    private static boolean holdsAlone(Template.Test test, Values values) {
        String left = operand(test.left(), values);
        Template.Operand other = test.right();
        if (test.op() == null || other == null) {
            return !left.isEmpty();
        }
        String right = operand(other, values);
        return switch (test.op()) {
            case "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            default -> !right.isEmpty() && left.contains(right);
        };
    }

    private static String operand(Template.Operand operand, Values values) {
        String token = operand.token();
        if (token == null) {
            return operand.text();
        }
        String value = values.of(token);
        return value == null ? "" : value;
    }

    /** One text on its way. */
    static final class Text {
        private final Place place;
        private final int most;
        private final @Nullable Tier tier;
        private final long seed;
        private final StringBuilder out = new StringBuilder(256);
        private final Set<String> missing = new LinkedHashSet<>();
        private final Set<String> defaults = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>(2);
        private final List<String> warnings = new ArrayList<>(2);
        private boolean html;
        private boolean full;
        private String done = "";

        Text(Place place, @Nullable Tier tier, long seed) {
            this.place = place;
            this.most = place.most(tier);
            this.tier = tier;
            this.seed = seed;
        }

        void render(String source, Values values) {
            if (source.isEmpty()) {
                return;
            }
            if (source.length() > SequenceReading.LONGEST_TEXT) {
                problems.add("the text has %,d characters; at most %,d are read"
                        .formatted(source.length(), SequenceReading.LONGEST_TEXT));
                return;
            }
            Template template = template(source);
            if (!template.mistakes().isEmpty()) {
                problems.add("the text has a mistake: " + template.mistakes().getFirst());
                return;
            }
            html = place == Place.EMAIL && isHtml(source);
            walk(template.nodes(), values);
            done = html ? out.toString().strip() : tidy(out, place.subject());
            look();
        }

        /** As the template says, before anything is tidied: what Liquid would give. */
        String raw(Template template, Values values) {
            walk(template.nodes(), values);
            return out.toString();
        }

        private void walk(List<Template.Node> nodes, Values values) {
            for (Template.Node node : nodes) {
                if (full) {
                    return;
                }
                switch (node) {
                    case Template.Literal literal -> out.append(literal.text());
                    case Template.Output output -> output(output, values);
                    case Template.Choice choice -> {
                        long drawn = mixed(seed + 0x632be59bd9b4e019L * (choice.ordinal() + 1));
                        walk(
                                choice.ways().get((int) Long.remainderUnsigned(
                                        drawn, choice.ways().size())),
                                values);
                    }
                    case Template.When when -> walk(way(when, values), values);
                }
                // a value is never longer than the channel takes, so this is never far over it
                if (out.length() > 4 * most + 4_000) {
                    full = true;
                }
            }
        }

        private void output(Template.Output output, Values values) {
            String raw = values.raw(output.token());
            String value = Tokens.clean(raw);
            boolean there = value != null;
            boolean cut = false;
            for (Template.Filter filter : output.filters()) {
                value = Template.apply(filter, value);
                value = value == null || value.isBlank() ? null : value;
                // what a template shortens on purpose is no fault of the value's
                cut = cut || filter.name().equals("truncate");
            }
            if (value == null) {
                missing.add(output.token());
                return;
            }
            if (!there) {
                defaults.add(output.token());
            }
            if (raw != null && OutreachWrite.length(raw) > most && !cut && OutreachWrite.length(value) > most) {
                problems.add(
                        "the value of “%s” has %,d characters, and only %,d may be written here; shorten it, or write {{ %s | truncate: 60 }}"
                                .formatted(output.token(), OutreachWrite.length(raw), most, output.token()));
                value = value.substring(
                        0, value.offsetByCodePoints(0, Math.min(most, value.codePointCount(0, value.length()))));
            }
            if (!html) {
                out.append(value);
            } else if (startsLink(out) && !isWebAddress(value)) {
                missing.add(output.token());
            } else {
                escape(value, out);
            }
        }

        private void look() {
            int length = html ? 0 : OutreachWrite.length(done);
            if (full || length > most) {
                String over = full ? "more than %,d".formatted(most) : "%,d".formatted(length);
                problems.add((place.subject() ? "the subject has " : "the text has ")
                        + over
                        + " characters, and only %,d may be written here".formatted(most)
                        + (place == Place.NOTE && tier == Tier.FREE ? "; " + FREE_NOTE : ""));
            } else if (place == Place.NOTE && tier == null && length > Tier.FREE.noteLength()) {
                warnings.add("the note has %d characters; ".formatted(length) + FREE_NOTE);
            }
            if (done.contains("{{") || done.contains("}}") || done.contains("{%")) {
                warnings.add("braces are left in the text");
            }
            if (!html && done.contains("  ")) {
                warnings.add("there are two blanks one after another");
            }
        }

        Rendering rendering(String variant, @Nullable Text subject, @Nullable String mail) {
            if (subject != null) {
                missing.addAll(subject.missing);
                defaults.addAll(subject.defaults);
                problems.addAll(0, subject.problems);
                warnings.addAll(0, subject.warnings);
            }
            String page = mail == null ? null : html ? done : Html.of(done);
            return new Rendering(
                    variant,
                    subject == null ? "" : subject.done,
                    html ? Html.plain(done) : done,
                    page,
                    List.copyOf(missing),
                    problems,
                    warnings,
                    List.copyOf(defaults));
        }
    }

    static List<Template.Node> way(Template.When when, Values values) {
        for (Template.Branch branch : when.branches()) {
            if (holds(branch.test(), values) != branch.negated()) {
                return branch.nodes();
            }
        }
        return when.otherwise();
    }

    /** What conditions leave behind: blanks at the ends of lines, more than one empty line; a subject is one line. */
    private static String tidy(StringBuilder text, boolean oneLine) {
        StringBuilder kept = new StringBuilder(text.length());
        int breaks = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                continue;
            }
            if (c == '\n') {
                while (!kept.isEmpty()
                        && (kept.charAt(kept.length() - 1) == ' ' || kept.charAt(kept.length() - 1) == '\t')) {
                    kept.setLength(kept.length() - 1);
                }
                breaks++;
                if (oneLine) {
                    kept.append(' ');
                } else if (breaks <= 2 && !kept.isEmpty()) {
                    kept.append('\n');
                }
            } else {
                breaks = 0;
                kept.append(c);
            }
        }
        return kept.toString().strip();
    }

    private static boolean startsLink(StringBuilder out) {
        int end = out.length();
        if (end > 0 && (out.charAt(end - 1) == '"' || out.charAt(end - 1) == '\'')) {
            end--;
        }
        if (end == 0 || out.charAt(end - 1) != '=') {
            return false;
        }
        String before = out.substring(Math.max(0, end - 6), end).toLowerCase(java.util.Locale.ROOT);
        return before.endsWith("href=") || before.endsWith("src=");
    }

    private static boolean isWebAddress(String value) {
        String small = value.substring(0, Math.min(8, value.length())).toLowerCase(java.util.Locale.ROOT);
        return small.startsWith("https://") || small.startsWith("http://") || small.startsWith("mailto:");
    }

    static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    // lengths without drawing

    /** The least and the most a text can have, over all choices. */
    record Span(long least, long most) {}

    static Span span(List<Template.Node> nodes, Values values) {
        long least = 0;
        long most = 0;
        for (Template.Node node : nodes) {
            Span span = switch (node) {
                case Template.Literal literal -> new Span(literal.length(), literal.length());
                case Template.Output output -> {
                    String value = Tokens.clean(values.raw(output.token()));
                    for (Template.Filter filter : output.filters()) {
                        value = Template.apply(filter, value);
                        value = value == null || value.isBlank() ? null : value;
                    }
                    int length = value == null ? 0 : OutreachWrite.length(value);
                    yield new Span(length, length);
                }
                case Template.When when -> span(way(when, values), values);
                case Template.Choice choice -> {
                    long low = Long.MAX_VALUE;
                    long high = 0;
                    for (List<Template.Node> way : choice.ways()) {
                        Span one = span(way, values);
                        low = Math.min(low, one.least());
                        high = Math.max(high, one.most());
                    }
                    yield new Span(low, high);
                }
            };
            least += span.least();
            most += span.most();
        }
        return new Span(least, most);
    }
}
