package io.salessync.flows.schedule;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a rule from plain English. What is not understood is named, never guessed over. */
final class ScheduleWords {
    private static final String SHORTER_LAST = "\u0001";
    private static final String SHORTER_SKIPPED = "\u0002";

    private final List<String> words;
    private final SaidRule said = new SaidRule();
    private int place;
    private @Nullable ZoneId zone;

    /**
     * @param rule null: there is a problem
     * @param zone the zone named in the words; null: none
     * @param problem what is not understood and what would be; null: nothing
     */
    record Read(
            @Nullable Rule rule,
            @Nullable ZoneId zone,
            @Nullable String problem) {}

    private ScheduleWords(String text) {
        String plain = text.strip()
                .replaceAll(
                        "(?i),?\\s*or (?:on )?the last day (?:of|in) (?:a |the )?shorter months?", " " + SHORTER_LAST)
                .replaceAll("(?i),?\\s*(?:skipping|not in|leaving out) shorter months?", " " + SHORTER_SKIPPED)
                .replaceAll("([,;])(?=\\s|$)", " , ")
                .replaceAll("(?i)([0-9])\\s+(am|pm|a\\.m\\.|p\\.m\\.|o'clock)(?=\\W|$)", "$1$2")
                .replaceAll("(?<!\\.[mM])\\.\\s*$", "");
        words = plain.isBlank() ? List.of() : List.of(plain.strip().split("\\s+"));
    }

    static Read read(String text) {
        if (text.length() > 500) {
            return new Read(null, null, "These are %d characters; say it in 500 or fewer.".formatted(text.length()));
        }
        String plain = text.strip();
        if (plain.toLowerCase(Locale.ROOT).startsWith("cron ") || plain.startsWith("@")) {
            String cron = plain.startsWith("@") ? plain : plain.substring(5).strip();
            try {
                new CronFields(cron);
                return new Read(new Rule.Cron(cron), null, null);
            } catch (IllegalArgumentException e) {
                return new Read(null, null, e.getMessage());
            }
        }
        ScheduleWords reading = new ScheduleWords(text);
        try {
            reading.all();
            return new Read(reading.said.rule(), reading.zone, null);
        } catch (NotUnderstood e) {
            return new Read(null, null, e.getMessage());
        }
    }

    // ---- clauses

    private void all() {
        if (words.isEmpty()) {
            throw new NotUnderstood("Say when: for example “every Monday at 12:00”.");
        }
        while (place < words.size()) {
            clause();
        }
    }

    private void clause() {
        String word = word(0);
        if (ScheduleVocabulary.ADVERBS.containsKey(word)) {
            said.unit(ScheduleVocabulary.ADVERBS.get(word));
            place++;
        } else if (word.equals("every") || word.equals("each")) {
            place++;
            every();
        } else if (word.equals("at") || word.equals("@")) {
            place++;
            times();
        } else if (word.equals("between") || word.equals("from") && isTime(word(1))) {
            place++;
            window();
        } else if (word.equals("counted") || word.equals("starting") || word.equals("beginning")) {
            place++;
            anchor();
        } else if (word.equals("noon") || word.equals("midday") || word.equals("midnight")) {
            times();
        } else if (word.equals("in") && words.size() > place + 1 && zoneNamed(words.get(place + 1))) {
            place += 2;
        } else if (word.equals(SHORTER_LAST) || word.equals(SHORTER_SKIPPED)) {
            said.inShorterMonths(word.equals(SHORTER_LAST));
            place++;
        } else if (!day() && !unitOf()) {
            if (!ScheduleVocabulary.FILLERS.contains(word)) {
                throw NotUnderstood.word(words.get(place));
            }
            place++;
        }
    }

    private void every() {
        skipFillers();
        String word = word(0);
        Integer number = ScheduleVocabulary.number(word);
        if (number != null) {
            place++;
            String named = ScheduleVocabulary.UNITS.get(word(0));
            if (named == null) {
                throw place < words.size()
                        ? new NotUnderstood("After “every %s” comes minutes, hours, days, weeks or months, not “%s”."
                                .formatted(word, words.get(place)))
                        : new NotUnderstood("Every %s what? Minutes, hours, days, weeks or months.".formatted(word));
            }
            said.count(number);
            said.unit(named);
            place++;
        } else if (word.equals("other")) {
            said.count(2);
            place++;
            otherUnit();
        } else if (ScheduleVocabulary.dateNamed(word, false) != null && !word.equals("first")) {
            int value = java.util.Objects.requireNonNull(ScheduleVocabulary.dateNamed(word, false));
            String next = word(1);
            if (ScheduleVocabulary.UNITS.containsKey(next)) {
                said.count(value);
                said.unit(ScheduleVocabulary.UNITS.get(next));
                place += 2;
            } else if (word.equals("second")
                    && ScheduleVocabulary.dayNamed(next) != null
                    && !word(2).equals("of")
                    && !word(2).equals("in")) {
                throw new NotUnderstood(
                        "“every second %s” may mean two things: write “every 2 weeks on %s” or “the second %s of the month”."
                                .formatted(words.get(place + 1), words.get(place + 1), words.get(place + 1)));
            } else if (!day()) {
                throw NotUnderstood.word(words.get(Math.min(place + 1, words.size() - 1)));
            }
        } else if (ScheduleVocabulary.UNITS.containsKey(word)) {
            said.unit(ScheduleVocabulary.UNITS.get(word));
            place++;
        } else if (!day()) {
            throw place < words.size()
                    ? NotUnderstood.word(words.get(place))
                    : new NotUnderstood("Every what? For example “every 2 weeks on Tuesday” or “every day at 9:00”.");
        }
    }

    private void otherUnit() {
        DayOfWeek named = ScheduleVocabulary.dayNamed(word(0));
        if (named != null) {
            said.unit("week");
            said.on(named);
        } else if (ScheduleVocabulary.UNITS.containsKey(word(0))) {
            said.unit(ScheduleVocabulary.UNITS.get(word(0)));
        } else {
            throw place < words.size()
                    ? NotUnderstood.word(words.get(place))
                    : new NotUnderstood("Every other what? Day, week, month or a day of the week.");
        }
        place++;
    }

    /** A day of the week or of the month, where one comes. */
    private boolean day() {
        String word = word(0);
        DayOfWeek named = ScheduleVocabulary.dayNamed(word);
        if (named != null) {
            said.on(named);
            place++;
            rangeOfDays(named);
            return true;
        }
        if (word.equals("weekday") || word.equals("weekdays")) {
            said.on(Rule.WEEKDAYS);
            place++;
            return true;
        }
        if (word.equals("weekend") || word.equals("weekends")) {
            said.on(DayOfWeek.SATURDAY);
            said.on(DayOfWeek.SUNDAY);
            place++;
            return true;
        }
        if (ScheduleVocabulary.WORK.contains(word) && (word(1).equals("day") || word(1).equals("days"))
                || word.equals("workday")
                || word.equals("workdays")) {
            said.on(Rule.WEEKDAYS);
            place += ScheduleVocabulary.WORK.contains(word) ? 2 : 1;
            return true;
        }
        Month named2 = ScheduleVocabulary.monthNamed(word);
        if (named2 != null) {
            said.month(named2);
            place++;
            Integer date = ScheduleVocabulary.dateNamed(word(0), true);
            if (date != null) {
                said.date(date);
                place++;
            }
            return true;
        }
        return dayOfMonth(word);
    }

    /** Monday to Friday, Monday-Friday. */
    private void rangeOfDays(DayOfWeek from) {
        if (Set.of("to", "until", "through", "-", "–").contains(word(0))) {
            DayOfWeek to = ScheduleVocabulary.dayNamed(word(1));
            if (to == null) {
                throw NotUnderstood.word(words.get(Math.min(place + 1, words.size() - 1)));
            }
            for (DayOfWeek day = from; day != to; day = day.plus(1)) {
                said.on(day);
            }
            said.on(to);
            place += 2;
        }
    }

    private boolean dayOfMonth(String word) {
        Integer number = word.equals("last") ? Integer.valueOf(-1) : ScheduleVocabulary.dateNamed(word, false);
        if (number == null) {
            return ScheduleVocabulary.number(word) != null
                    && ScheduleVocabulary.monthNamed(word(1)) != null
                    && dateBeforeMonth(word);
        }
        String next = word(1);
        DayOfWeek weekday = ScheduleVocabulary.dayNamed(next);
        if (weekday != null) {
            said.weekdayOfMonth(number, weekday);
            place += 2;
        } else if (ScheduleVocabulary.WORK.contains(next) && word(2).equals("day")) {
            said.working(number);
            place += 3;
        } else if (next.equals("workday") || next.equals("weekday")) {
            said.working(number);
            place += 2;
        } else if (number == -1 && next.equals("day")) {
            said.lastDay();
            place += 2;
        } else if (number == -1) {
            throw next.isEmpty()
                    ? new NotUnderstood(
                            "The last what? For example “the last day”, “the last Friday”, “the last working day”.")
                    : NotUnderstood.word(words.get(place + 1));
        } else {
            said.date(number);
            place += next.equals("day") ? 2 : 1;
        }
        return true;
    }

    private boolean dateBeforeMonth(String word) {
        said.date(Integer.parseInt(
                word.chars().allMatch(Character::isDigit) ? word : String.valueOf(ScheduleVocabulary.number(word))));
        place++;
        return true;
    }

    /** "of the month", "the month": says what a day is counted in. */
    private boolean unitOf() {
        String named = ScheduleVocabulary.UNITS.get(word(0));
        if (named == null || !Set.of("month", "quarter", "year", "week").contains(named)) {
            return false;
        }
        if (!said.hasUnit() || !named.equals("month")) {
            said.unit(named);
        }
        place++;
        return true;
    }

    private void times() {
        while (true) {
            skip("and", ",", "&");
            LocalTime time = ScheduleVocabulary.time(word(0));
            if (time == null) {
                throw place < words.size()
                        ? new NotUnderstood(
                                "“%s” is no time of day; write 17:00, 5 PM or noon.".formatted(words.get(place)))
                        : new NotUnderstood("At what time? For example “at 17:00”, “at 5 PM” or “at noon”.");
            }
            said.at(time);
            place++;
            int ahead = place;
            while (ahead < words.size() && Set.of("and", ",", "&").contains(lower(ahead))) {
                ahead++;
            }
            if (ahead == place || ahead >= words.size() || ScheduleVocabulary.time(lower(ahead)) == null) {
                return;
            }
        }
    }

    private void window() {
        LocalTime from = ScheduleVocabulary.time(word(0));
        LocalTime to = ScheduleVocabulary.time(word(2));
        if (from == null
                || to == null
                || !Set.of("and", "to", "until", "till", "-").contains(word(1))) {
            throw new NotUnderstood("“between” takes two times of day, as in “between 9:00 and 17:00”.");
        }
        if (from.equals(to)) {
            throw new NotUnderstood("“between” takes two different times.");
        }
        said.between(from, to);
        place += 3;
    }

    private void anchor() {
        skip("from", "on", "at");
        if (place >= words.size()) {
            throw new NotUnderstood("Counted from when? Write a date such as 2026-11-30.");
        }
        String text = words.get(place);
        try {
            said.countedFrom(
                    text.contains("T") || text.contains("t")
                            ? LocalDateTime.parse(text.toUpperCase(Locale.ROOT))
                            : LocalDate.parse(text).atStartOfDay());
        } catch (DateTimeException e) {
            throw new NotUnderstood("“%s” is no date; write it as 2026-11-30.".formatted(text));
        }
        place++;
    }

    private boolean zoneNamed(String text) {
        if (!text.contains("/") && !text.equals("UTC")) {
            return false;
        }
        try {
            zone = ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            throw new NotUnderstood("“%s” is no time zone; write one such as Europe/Paris.".formatted(text));
        }
    }

    // ---- words

    private String word(int ahead) {
        return place + ahead < words.size() ? lower(place + ahead) : "";
    }

    private String lower(int index) {
        return words.get(index).toLowerCase(Locale.ROOT);
    }

    private void skip(String... some) {
        while (place < words.size() && List.of(some).contains(word(0))) {
            place++;
        }
    }

    private void skipFillers() {
        skip("the", ",");
    }

    private boolean isTime(String word) {
        return ScheduleVocabulary.time(word) != null;
    }
}
