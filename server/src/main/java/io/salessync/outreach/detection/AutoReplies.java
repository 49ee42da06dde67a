package io.salessync.outreach.detection;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a machine said it, and when the person is back. Pure. */
final class AutoReplies {
    private static final Pattern SUBJECT = Pattern.compile(
            "(?iu)^\\W*(?:(?:re|aw|tr|antw|r)\\s*:\\s*)*(?:automatic reply|auto[- ]?reply|auto[- ]?response|out of (?:the )?office|ooo\\b"
                    + "|automatische antwort|abwesenheit|abwesend|r[ée]ponse automatique|absence du bureau|absent du bureau"
                    + "|respuesta autom[áa]tica|fuera de (?:la )?oficina|risposta automatica|fuori sede|automatisch antwoord|afwezig"
                    + "|resposta autom[áa]tica|autosvar|automatsvar).*");

    private static final Pattern TEXT = Pattern.compile(
            "(?iu)\\b(?:i am|i'm|i’m|i will be|i'll be)\\s+(?:currently\\s+)?(?:out of (?:the )?office|away from (?:the|my) office|on (?:annual |parental |maternity )?leave|on vacation|on holiday)"
                    + "|\\bich bin (?:derzeit |aktuell |bis |vom ).{0,40}?(?:nicht im b(?:ü|ue)ro|abwesend|im urlaub|nicht erreichbar)"
                    + "|\\bje suis (?:actuellement )?(?:absente?|en cong[ée]s)|\\bestoy (?:actualmente )?fuera de la oficina"
                    + "|\\bthis is an automatic(?:ally generated)? (?:reply|response|message)");

    private static final String MONTHS =
            "jan|feb|fev|fév|mar|mär|mrz|apr|avr|abr|may|mai|jun|jui|jul|aug|aou|aoû|ago|sep|oct|okt|nov|dec|dez|déc|dic|ene";
    private static final Pattern BACK = Pattern.compile(
            "(?iu)(?:until|till|through|back(?: in (?:the )?office)?(?: on)?|return(?:ing)?(?: on| to)?|bis(?: zum| einschließlich)?|zurück(?: am| ab)?"
                    + "|wieder(?: am| ab)?|ab(?: dem)?|jusqu['’]au|de retour le|retour le|hasta el|regreso el|vuelvo el)\\s+(?:(?:the|and including"
                    + "|including|on|am|dem|den|le|el|mon|tues|wednes|thurs|fri|satur|sun|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)"
                    + "(?:day)?,?\\s+)*"
                    + "(?<date>\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}(?:[./](?:\\d{4}|\\d{2})?)?|\\d{1,2}(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+|de\\s+)?(?:"
                    + MONTHS + ")[\\p{L}.]*,?(?:\\s+(?:de\\s+)?\\d{4})?|(?:" + MONTHS
                    + ")[\\p{L}.]*\\s+\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s+\\d{4})?)");

    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,2})([./])(\\d{1,2})(?:[./](\\d{4}|\\d{2})?)?");
    private static final Pattern DAY_FIRST = Pattern.compile(
            "(?iu)(\\d{1,2})\\D*?\\s+(?:of\\s+|de\\s+)?(\\p{L}{3})[\\p{L}.]*,?(?:\\s+(?:de\\s+)?(\\d{4}))?");
    private static final Pattern MONTH_FIRST =
            Pattern.compile("(?iu)(\\p{L}{3})[\\p{L}.]*\\s+(\\d{1,2})\\D*?(?:\\s*(\\d{4}))?");

    private static final int FARTHEST_DAYS = 180;
    private static final int LOOKED_AT = 4_000;

    private AutoReplies() {}

    /**
     * @param headers of a mail by lower-case name; empty for messages
     * @param at when it was said
     * @return null: a person said it, as far as can be told
     */
    static Heard.@Nullable Automatic of(
            Map<String, String> headers, @Nullable String subject, @Nullable String text, Instant at) {
        String sign = sign(headers, subject, text);
        return sign == null ? null : new Heard.Automatic(sign, back(subject, text, at));
    }

    private static @Nullable String sign(Map<String, String> headers, @Nullable String subject, @Nullable String text) {
        String submitted = headers.getOrDefault("auto-submitted", "").strip().toLowerCase(Locale.ROOT);
        if (!submitted.isEmpty() && !submitted.startsWith("no")) {
            return "Auto-Submitted: " + submitted.split("[;\\s]", 2)[0];
        }
        for (String header : new String[] {"x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from"}) {
            if (headers.containsKey(header)) {
                return header;
            }
        }
        if (headers.getOrDefault("precedence", "")
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals("auto_reply")) {
            return "Precedence: auto_reply";
        }
        if (subject != null && SUBJECT.matcher(subject.strip()).matches()) {
            return "its subject";
        }
        return text != null && TEXT.matcher(cut(text)).find() ? "its words" : null;
    }

    private static String cut(String text) {
        return text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
    }

    /** The morning, in UTC, of the day they are back; null: not said, or nonsense. */
    static @Nullable Instant back(@Nullable String subject, @Nullable String text, Instant at) {
        String all = (subject == null ? "" : subject + "\n") + (text == null ? "" : cut(text));
        LocalDate today = LocalDate.ofInstant(at, ZoneOffset.UTC);
        Matcher found = BACK.matcher(all);
        LocalDate latest = null;
        while (found.find()) {
            LocalDate day = date(Objects.requireNonNull(found.group("date")), today);
            long away = day == null ? -1 : ChronoUnit.DAYS.between(today, day);
            if (day != null && away >= 0 && away <= FARTHEST_DAYS && (latest == null || day.isAfter(latest))) {
                latest = day;
            }
        }
        if (latest == null) {
            return null;
        }
        // nobody reads mail before nine on the day they are back; "until" a day means the day after
        Instant back = latest.plusDays(latest.equals(today) ? 1 : 0)
                .atTime(LocalTime.of(9, 0))
                .toInstant(ZoneOffset.UTC);
        return back.isAfter(at) ? back : null;
    }

    private static @Nullable LocalDate date(String text, LocalDate today) {
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return LocalDate.parse(text);
            }
            Matcher numbers = NUMBERS.matcher(text);
            if (numbers.matches()) {
                int one = number(numbers.group(1));
                int two = number(numbers.group(3));
                Integer year = year(numbers.group(4));
                boolean dots = ".".equals(numbers.group(2));
                if (dots || one > 12) {
                    return day(one, two, year, today);
                }
                if (two > 12) {
                    return day(two, one, year, today);
                }
                // nobody knows which is the month: the later of the two that are near disturbs nobody
                LocalDate first = day(one, two, year, today);
                LocalDate second = day(two, one, year, today);
                return near(first, today) && near(second, today)
                        ? first.isAfter(second) ? first : second
                        : near(first, today) ? first : second;
            }
            Matcher dayFirst = DAY_FIRST.matcher(text);
            if (dayFirst.matches()) {
                return day(number(dayFirst.group(1)), month(dayFirst.group(2)), year(dayFirst.group(3)), today);
            }
            Matcher monthFirst = MONTH_FIRST.matcher(text);
            return monthFirst.matches()
                    ? day(number(monthFirst.group(2)), month(monthFirst.group(1)), year(monthFirst.group(3)), today)
                    : null;
        } catch (DateTimeException nonsense) {
            return null;
        }
    }

    private static boolean near(LocalDate day, LocalDate today) {
        long away = ChronoUnit.DAYS.between(today, day);
        return away >= 0 && away <= 90;
    }

    private static LocalDate day(int day, int month, @Nullable Integer year, LocalDate today) {
        if (year != null) {
            return LocalDate.of(year, month, day);
        }
        LocalDate thisYear = LocalDate.of(today.getYear(), month, day);
        return thisYear.isBefore(today.minusDays(30)) ? thisYear.plusYears(1) : thisYear;
    }

    private static int number(@Nullable String text) {
        return Integer.parseInt(Objects.requireNonNull(text));
    }

    private static @Nullable Integer year(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int year = Integer.parseInt(text);
        return year < 100 ? 2000 + year : year;
    }

    private static int month(@Nullable String word) {
        return switch (Objects.requireNonNull(word).toLowerCase(Locale.ROOT)) {
            case "jan", "ene" -> 1;
            case "feb", "fev", "fév" -> 2;
            case "mar", "mär", "mrz" -> 3;
            case "apr", "avr", "abr" -> 4;
            case "may", "mai" -> 5;
            case "jun" -> 6;
            case "jul" -> 7;
            case "aug", "aou", "aoû", "ago" -> 8;
            case "sep" -> 9;
            case "oct", "okt" -> 10;
            case "nov" -> 11;
            case "dec", "dez", "déc", "dic" -> 12;
            // juin and juillet begin alike
            default -> throw new DateTimeException("no month");
        };
    }
}
