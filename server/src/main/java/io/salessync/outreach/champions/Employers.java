package io.salessync.outreach.champions;

import io.salessync.matching.Companies;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of employers held against each other, and what profiles write around them. Pure. */
final class Employers {
    private static final int SHORTEST_WORD = 4;
    private static final Set<String> COMMON = Set.of(
            "global",
            "international",
            "deutschland",
            "germany",
            "europe",
            "emea",
            "north",
            "south",
            "west",
            "east",
            "america",
            "american",
            "first",
            "national",
            "united",
            "general",
            "digital",
            "systems",
            "solutions",
            "services",
            "software",
            "consulting",
            "partners",
            "technologies",
            "technology",
            "university",
            "universitat",
            "bank",
            "royal",
            "data",
            "tech");
    private static final Pattern FREE = Pattern.compile(
            "(?iu)\\b(?:free[- ]?lanc(?:e|er|ing)|self[- ]?employed|selbst(?:st)?ändig\\p{L}*|freiberuf\\p{L}*|independent (?:consultant|contractor|advisor)"
                    + "|open to work|between jobs|between roles|career break|sabbatical|looking for (?:a |my )?(?:new|next)|seeking (?:new|my next)"
                    + "|in transition|retired|im ruhestand|auf jobsuche|indépendante?|autónom[oa])\\b");
    private static final Pattern AT =
            Pattern.compile("(?iu)^.{1,120}?(?:\\s+(?:at|bei|chez|en|@)\\s+|\\s*@\\s*)([^|•·,;]{2,80}).*$");
    private static final List<Pattern> DATES = List.of(
            Pattern.compile("(?<y>\\d{4})-(?<m>\\d{1,2})(?:-(?<d>\\d{1,2}))?.*"),
            Pattern.compile("(?<m>\\d{1,2})/(?<d>\\d{1,2})/(?<y>\\d{4})"),
            Pattern.compile("(?<m>\\d{1,2})[./](?<y>\\d{4})"),
            Pattern.compile("(?iu)(?<w>\\p{L}{3})[\\p{L}.]*\\s+(?<y>\\d{4})"),
            Pattern.compile("(?<y>\\d{4})"));
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private Employers() {}

    /** How two names stand to each other. */
    enum Likeness {
        SAME,
        /** One may be a part of the other, an old name of it, or its letters: nobody can tell by the names. */
        ALIKE,
        OTHER
    }

    /** What a company is compared by; empty: nothing was written. */
    static String key(@Nullable String company) {
        return company == null || company.isBlank() ? "" : Companies.folded(company);
    }

    /** @param domain of the mail of the first one, where it is its own; null: not known */
    static Likeness likeness(String company, @Nullable String domain, String other) {
        String a = key(company);
        String b = key(other);
        if (b.isEmpty()) {
            return Likeness.OTHER;
        }
        String tightA = a.replace(" ", "");
        String tightB = b.replace(" ", "");
        if (!a.isEmpty() && tightA.equals(tightB)) {
            return Likeness.SAME;
        }
        String stem = stem(domain);
        if (stem != null && stem.equals(tightB)) {
            return Likeness.SAME;
        }
        if (a.isEmpty()) {
            return stem != null && stem.length() >= SHORTEST_WORD && tightB.contains(stem)
                    ? Likeness.ALIKE
                    : Likeness.OTHER;
        }
        return alike(a, b) || stem != null && stem.length() >= SHORTEST_WORD && tightB.contains(stem)
                ? Likeness.ALIKE
                : Likeness.OTHER;
    }

    private static boolean alike(String a, String b) {
        Set<String> ones = telling(a);
        Set<String> others = telling(b);
        if (!ones.isEmpty() && !others.isEmpty() && (ones.containsAll(others) || others.containsAll(ones))) {
            return true;
        }
        String first = a.split(" ", 2)[0];
        if (first.length() >= SHORTEST_WORD && !COMMON.contains(first) && first.equals(b.split(" ", 2)[0])) {
            return true;
        }
        return initials(a).equals(b.replace(" ", "")) || initials(b).equals(a.replace(" ", ""));
    }

    private static Set<String> telling(String name) {
        Set<String> words = new HashSet<>(Arrays.asList(name.split(" ")));
        words.removeAll(COMMON);
        return words;
    }

    private static String initials(String name) {
        String[] words = name.split(" ");
        if (words.length < 3) {
            return "\0";
        }
        StringBuilder letters = new StringBuilder();
        for (String word : words) {
            letters.append(word.charAt(0));
        }
        return letters.toString();
    }

    /** {@code acme} of {@code mail.acme.co.uk}; null: none. */
    private static @Nullable String stem(@Nullable String domain) {
        if (domain == null || domain.indexOf('.') < 0) {
            return null;
        }
        String[] parts = domain.toLowerCase(Locale.ROOT).split("\\.");
        int at = parts.length - 2;
        // co.uk, com.au and the like
        if (at > 0 && parts[at].length() <= 3 && parts[parts.length - 1].length() == 2) {
            at--;
        }
        return parts[at].replace("-", "");
    }

    /** Whether a domain could be that company's. */
    static boolean fits(@Nullable String company, @Nullable String domain) {
        String stem = stem(domain);
        return company != null && stem != null && stem.equals(key(company).replace(" ", ""));
    }

    /** Whether somebody calls themselves free, or between jobs. */
    static boolean free(@Nullable String text) {
        return text != null && FREE.matcher(text).find();
    }

    /** The company of a headline such as {@code VP Sales at Borealis | Speaker}; null: it names none. */
    static @Nullable String ofHeadline(@Nullable String headline) {
        if (headline == null) {
            return null;
        }
        Matcher at = AT.matcher(headline.replaceAll("\\s+", " ").strip());
        return at.matches() ? String.valueOf(at.group(1)).strip() : null;
    }

    /** The first day that a date of a profile may mean; null: it is none. */
    static @Nullable LocalDate date(@Nullable String written) {
        String text = written == null ? "" : written.strip();
        for (Pattern form : DATES) {
            Matcher found = form.matcher(text);
            if (found.matches()) {
                try {
                    int month = 1;
                    if (form.pattern().contains("<w>")) {
                        month = MONTHS.indexOf(String.valueOf(found.group("w")).toLowerCase(Locale.ROOT)) + 1;
                    } else if (form.pattern().contains("<m>")) {
                        month = Integer.parseInt(found.group("m"));
                    }
                    String day = form.pattern().contains("<d>") ? found.group("d") : null;
                    return LocalDate.of(
                            Integer.parseInt(found.group("y")), month, day == null ? 1 : Integer.parseInt(day));
                } catch (DateTimeException no) {
                    return null;
                }
            }
        }
        return null;
    }
}
