package io.salessync.connectors.monday;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Numbers, days and times. */
final class MeasureForms {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private MeasureForms() {}

    /** Written without leading zeros and without an exponent: the vendor refuses both. */
    static JsonNode numbers(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            if (number.precision() - number.scale() <= 30 && number.scale() <= 30) {
                return JsonNodeFactory.instance.stringNode(number.toPlainString());
            }
        } catch (NumberFormatException e) {
            throw new Unfit("is no number, as in '42.5'");
        }
        throw new Unfit("has more digits than a number column holds");
    }

    static JsonNode rating(String text) {
        if (!text.strip().matches("[1-5]")) {
            throw new Unfit("is no rating from 1 to 5");
        }
        return object().put("rating", Integer.parseInt(text.strip()));
    }

    static JsonNode date(String text) {
        String told = text.strip();
        try {
            if (told.length() <= 10) {
                return object().put("date", day(told).toString());
            }
            LocalDateTime time = LocalDateTime.parse(told.replaceFirst("Z$", ""));
            return object().put("date", time.toLocalDate().toString()).put("time", TIME.format(time));
        } catch (DateTimeException e) {
            throw new Unfit("is no date, as in '2026-11-22' or '2026-11-22T14:30:00'");
        }
    }

    static JsonNode timeline(String text) {
        String[] parts = text.split("/", -1);
        try {
            LocalDate from = day(parts[0]);
            LocalDate to = day(parts.length == 2 ? parts[1] : "");
            if (to.isBefore(from)) {
                throw new Unfit("ends before it begins");
            }
            return object().put("from", from.toString()).put("to", to.toString());
        } catch (DateTimeException e) {
            throw new Unfit("is no span of two days, as in '2026-11-22/2026-12-01'");
        }
    }

    static JsonNode hour(String text) {
        try {
            LocalTime time = LocalTime.parse(text.strip());
            return object().put("hour", time.getHour()).put("minute", time.getMinute());
        } catch (DateTimeException e) {
            throw new Unfit("is no time of day, as in '14:30'");
        }
    }

    static JsonNode week(String text) {
        try {
            LocalDate monday = day(text).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            ObjectNode week = object();
            week.putObject("week")
                    .put("startDate", monday.toString())
                    .put("endDate", monday.plusDays(6).toString());
            return week;
        } catch (DateTimeException e) {
            throw new Unfit("is no day, as in '2026-11-22'");
        }
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text.strip());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
