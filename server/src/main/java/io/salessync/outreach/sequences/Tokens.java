package io.salessync.outreach.sequences;

import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.RecordShape;
import io.salessync.outreach.leads.Lead;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What texts may name: the catalogue, and fields of their own that a sequence's leads bring. */
final class Tokens {
    /** The longest value that is taken from anywhere, in characters; channels allow less. */
    private static final int LONGEST_VALUE = 10_000;

    private static final int MOST_NAMES = 5_000;

    /**
     * One of the catalogue.
     *
     * @param of whose it is: {@code lead}, {@code sender}, {@code mail}
     */
    record Token(String name, String of, String about, String example) {}

    static final List<Token> ALL = List.of(
            new Token("first_name", "lead", "The first name", "Ada"),
            new Token("last_name", "lead", "The last name", "Lovelace"),
            new Token("full_name", "lead", "The whole name", "Ada Lovelace"),
            new Token("email", "lead", "The e-mail address", "ada@analytical.example"),
            new Token("company", "lead", "The company", "Analytical Engines"),
            new Token("title", "lead", "What they do there", "Head of Logistics"),
            new Token("headline", "lead", "Their line on the network", "Mathematician"),
            new Token("industry", "lead", "The company's industry", "Logistics"),
            new Token("city", "lead", "The city", "London"),
            new Token("country", "lead", "The country", "GB"),
            new Token("website", "lead", "The company's site", "https://analytical.example"),
            new Token("linkedin", "lead", "Their public id on the network", "ada-lovelace"),
            new Token(
                    "source",
                    "lead",
                    "Where their data is from, which the first contact has to tell",
                    "the fair in Leipzig"),
            new Token("sender_first_name", "sender", "The sender's first name", "Grace"),
            new Token("sender_name", "sender", "The sender's whole name", "Grace Hopper"),
            new Token("sender_email", "sender", "The sender's address", "grace@ours.example"),
            new Token("sender_title", "sender", "What the sender does", "Sales"),
            new Token("sender_company", "sender", "The sender's company", "Ours"),
            new Token("sender_phone", "sender", "The sender's telephone", "+49 341 0"),
            new Token("unsubscribe_url", "mail", "Where no further mails are asked for", "https://ours.example/u/1"));

    static final Set<String> NAMES =
            ALL.stream().map(Token::name).collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new));

    /** As other programs call them. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("company_name", "company"),
            Map.entry("organization", "company"),
            Map.entry("organisation", "company"),
            Map.entry("firstname", "first_name"),
            Map.entry("lastname", "last_name"),
            Map.entry("fullname", "full_name"),
            Map.entry("name", "full_name"),
            Map.entry("job_title", "title"),
            Map.entry("position", "title"),
            Map.entry("linkedin_url", "linkedin"),
            Map.entry("location", "city"),
            Map.entry("unsubscribe", "unsubscribe_url"),
            Map.entry("unsubscribe_link", "unsubscribe_url"),
            Map.entry("sender_firstname", "sender_first_name"),
            Map.entry("sender_full_name", "sender_name"));

    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Tokens() {}

    /** The name of a token however it is written: {@code firstName}, {@code First name}, {@code lead.first_name}. */
    static String name(String written) {
        String known = KNOWN.get(written);
        if (known != null) {
            return known;
        }
        String made = made(written);
        if (KNOWN.size() < MOST_NAMES && written.length() <= 100) {
            KNOWN.put(written, made);
        }
        return made;
    }

    private static String made(String written) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(written.charAt(i - 1))) {
                name.append('_');
            }
            boolean word = Character.isLetterOrDigit(c) || c == '.';
            if (word || !name.isEmpty() && name.charAt(name.length() - 1) != '_') {
                name.append(word ? Character.toLowerCase(c) : '_');
            }
        }
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '_') {
            name.setLength(name.length() - 1);
        }
        String bare = name.toString();
        for (String of : List.of("lead.", "contact.", "person.", "prospect.", "recipient.")) {
            bare = bare.startsWith(of) ? bare.substring(of.length()) : bare;
        }
        String flat = bare.replace('.', '_');
        return ALIASES.getOrDefault(flat, flat);
    }

    /** What a sequence's texts may name. */
    static Set<String> of(SequenceDocument document) {
        Set<String> names = new LinkedHashSet<>(NAMES);
        document.fields().forEach(field -> names.add(name(field)));
        return names;
    }

    /** What conditions on fields may read: all of it text. */
    static RecordShape shape(Collection<String> names) {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        names.forEach(name -> fields.put(name, FieldType.TEXT));
        return new RecordShape(fields, false);
    }

    /** The values of a lead. */
    static Map<String, String> of(Lead lead) {
        return of(lead.name(), lead.company(), lead.email(), lead.linkedin(), lead.country(), lead.fields());
    }

    static Map<String, String> of(
            String name,
            String company,
            @Nullable String email,
            @Nullable String linkedin,
            String country,
            Map<String, String> fields) {
        Map<String, String> values = new LinkedHashMap<>();
        // written exactly so wins over another spelling of it
        fields.forEach((field, value) -> values.putIfAbsent(name(field), value));
        fields.forEach((field, value) -> {
            if (NAMES.contains(field)) {
                values.put(field, value);
            }
        });
        put(values, "full_name", name);
        put(values, "company", company);
        put(values, "email", email);
        put(values, "linkedin", linkedin);
        put(values, "country", country);
        String[] words = name.strip().split("\\s+");
        // of longer names nobody knows where the first one ends, or whether it is a title
        if (words.length == 2 && isName(words[0]) && isName(words[1])) {
            put(values, "first_name", words[0]);
            put(values, "last_name", words[1]);
        }
        return values;
    }

    private static boolean isName(String word) {
        return word.length() > 1
                && word.codePoints().allMatch(c -> Character.isLetter(c) || c == '-' || c == '\'' || c == '’')
                && !Set.of("dr", "prof", "mr", "mrs", "ms", "herr", "frau", "ing")
                        .contains(word.toLowerCase(Locale.ROOT));
    }

    private static void put(Map<String, String> values, String token, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            String there = values.get(token);
            if (there == null || there.isBlank()) {
                values.put(token, value);
            }
        }
    }

    /**
     * A value as it may be shown: on one line, without control characters, half characters, invisible ones and those that turn the
     * direction of what follows; null where nothing is left, or what is there is no value but the remains of one.
     */
    static @Nullable String clean(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        boolean plain =
                value.length() <= LONGEST_VALUE && value.charAt(0) > ' ' && value.charAt(value.length() - 1) > ' ';
        for (int i = 0; plain && i < value.length(); i++) {
            char c = value.charAt(i);
            plain = c >= ' '
                    && c < 0x7f
                    && c != '{'
                    && c != '}'
                    && c != '#'
                    && !(c == ' ' && value.charAt(i - 1) == ' ');
        }
        String kept = plain ? value : cleaned(value);
        return kept.isEmpty() || isNoValue(kept) ? null : kept;
    }

    private static String cleaned(String value) {
        StringBuilder kept = new StringBuilder(Math.min(value.length(), LONGEST_VALUE));
        boolean gap = false;
        for (int i = 0; i < value.length() && kept.length() < LONGEST_VALUE; ) {
            int c = value.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = !kept.isEmpty();
            } else if (!isHidden(c)) {
                if (gap) {
                    kept.append(' ');
                    gap = false;
                }
                kept.appendCodePoint(c);
            }
        }
        return kept.toString();
    }

    /** Control characters, overrides and isolates of direction, zero-width blanks, tags, halves, what is no character. */
    private static boolean isHidden(int c) {
        return Character.isISOControl(c)
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x206F
                || c == 0x200B
                || c == 0x2060
                || c == 0xFEFF
                || c == 0xFFFD
                || c >= 0xFFF9 && c <= 0xFFFB
                || c >= 0xE0000 && c <= 0xE007F
                || (c & 0xFFFE) == 0xFFFE
                || Character.getType(c) == Character.SURROGATE;
    }

    /** What spreadsheets and programs write where there is nothing, and tokens that some other program did not fill in. */
    private static boolean isNoValue(String value) {
        return value.equals("null")
                || value.equals("NULL")
                || value.equals("undefined")
                || value.equals("NaN")
                || value.equals("#N/A")
                || value.equals("#REF!")
                || value.equals("#VALUE!")
                || value.equals("#NAME?")
                || value.contains("{{")
                || value.contains("}}")
                || value.contains("{%");
    }
}
