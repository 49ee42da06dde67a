package io.salessync.sandbox.monday;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Dates, timelines, weeks and hours. */
final class TimeForms {
    private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("hh:mm a", Locale.ENGLISH);

    private TimeForms() {}

    static void addTo(Map<String, ValueForm> forms) {
        forms.put("date", new DateForm());
        forms.put("timeline", new Timeline());
        forms.put("week", new Week());
        forms.put("hour", new Hour());
    }

    private static LocalDate date(JsonNode node, Column column) {
        String text = node.asString("");
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw ValueForms.shape(column, "a date as YYYY-MM-DD, not '" + text + "'");
        }
        throw ValueForms.shape(column, "a date as YYYY-MM-DD, not '" + text + "'");
    }

    private static final class DateForm implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            JsonNode parts = given;
            if (given.isString()) {
                String[] words = given.asString().strip().split(" ", 2);
                ObjectNode split = ValueForms.node().put("date", words[0]);
                parts = words.length > 1 ? split.put("time", words[1]) : split;
            }
            ObjectNode kept = ValueForms.stamped(writing)
                    .put("date", date(parts.path("date"), column).toString());
            JsonNode time = parts.path("time");
            if (time.isMissingNode() || time.isNull()) {
                return kept.putNull("time");
            }
            if (!TIME.matcher(time.asString("")).matches() || !isTime(time.asString())) {
                throw ValueForms.shape(column, "a time as HH:MM:SS");
            }
            return kept.put("time", time.asString());
        }

        private static boolean isTime(String text) {
            try {
                LocalTime.parse(text);
                return true;
            } catch (DateTimeParseException e) {
                return false;
            }
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            String date = kept.path("date").asString("");
            String time = kept.path("time").isString() ? kept.path("time").asString() : "";
            return time.isEmpty() ? date : date + " " + time.substring(0, 5);
        }
    }

    private static final class Timeline implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            if (!given.has("from") || !given.has("to")) {
                throw ValueForms.shape(column, "both from and to");
            }
            LocalDate from = date(given.path("from"), column);
            LocalDate to = date(given.path("to"), column);
            if (to.isBefore(from)) {
                throw MondayFault.value(column, "the timeline ends before it begins");
            }
            return ValueForms.stamped(writing).put("from", from.toString()).put("to", to.toString());
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("from").asString("") + " - " + kept.path("to").asString("");
        }
    }

    private static final class Week implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            JsonNode week = given.path("week");
            LocalDate start = date(week.path("startDate"), column);
            LocalDate end = date(week.path("endDate"), column);
            if (!start.plusDays(6).equals(end)) {
                throw MondayFault.value(column, "a week has seven days");
            }
            ObjectNode kept = ValueForms.stamped(writing);
            kept.putObject("week").put("startDate", start.toString()).put("endDate", end.toString());
            return kept;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            JsonNode week = kept.path("week");
            return week.path("startDate").asString("") + " - "
                    + week.path("endDate").asString("");
        }
    }

    private static final class Hour implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            int hour = PlainForms.wholeNumber(given.path("hour"));
            int minute = given.has("minute") ? PlainForms.wholeNumber(given.path("minute")) : 0;
            if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
                throw ValueForms.shape(column, "{\"hour\": 0 to 23, \"minute\": 0 to 59}");
            }
            return ValueForms.stamped(writing).put("hour", hour).put("minute", minute);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return LocalTime.of(kept.path("hour").asInt(), kept.path("minute").asInt())
                    .format(CLOCK);
        }
    }
}
