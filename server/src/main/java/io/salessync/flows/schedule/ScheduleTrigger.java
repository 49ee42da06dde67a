package io.salessync.flows.schedule;

import io.salessync.flows.graph.TriggerType;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The time starts the flow. */
@Component
final class ScheduleTrigger implements TriggerType {
    static final String NAME = "schedule";

    private static final ObjectNode SCHEMA = TriggerSchemas.schema("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "Schedule",
             "description": "Said in one way: in words, by “every” and “unit”, or as cron.",
             "properties": {
               "words": {"type": "string", "title": "In words", "maxLength": 500,
                 "description": "such as “every Monday at 12 PM”, “every 2 weeks on Tue and Thu at 9:00”, “last working day of the month at 17:00”"},
               "every": {"type": "integer", "title": "Every", "minimum": 1, "maximum": 10000, "default": 1,
                 "description": "Counted from the anchor: every 5 hours goes on across midnight."},
               "unit": {"type": "string", "title": "Unit", "enum": ["minutes", "hours", "days", "weeks", "months"]},
               "days": {"type": "array", "title": "On these days of the week", "uniqueItems": true,
                 "items": {"type": "string", "enum": ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]},
                 "description": "Of weeks; of minutes and hours: only on these days."},
               "dates": {"type": "array", "title": "On these days of the month", "uniqueItems": true,
                 "items": {"type": "integer", "minimum": 1, "maximum": 31}},
               "shortMonths": {"type": "string", "title": "A day that a month does not have", "enum": ["last", "skip"], "default": "last",
                 "description": "is its last day, or left out"},
               "weekday": {"type": "object", "title": "On a weekday of the month", "additionalProperties": false,
                 "required": ["which", "day"],
                 "properties": {
                   "which": {"type": "string", "enum": ["first", "second", "third", "fourth", "fifth", "last"]},
                   "day": {"type": "string", "enum": ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]}}},
               "workingDay": {"type": "string", "title": "On a working day of the month", "pattern": "^(first|second|third|fourth|fifth|last|[1-9]|1[0-9]|20)$",
                 "description": "first, last or a number; knows the weekend and the holidays below"},
               "at": {"type": "array", "title": "At", "items": {"type": "string", "format": "time", "examples": ["17:00"]},
                 "description": "times of day; of days, weeks and months"},
               "between": {"type": "object", "title": "Between", "additionalProperties": false, "required": ["from", "to"],
                 "description": "of minutes and hours: counted anew from the beginning of this part of each day",
                 "properties": {"from": {"type": "string", "format": "time"}, "to": {"type": "string", "format": "time"}}},
               "anchor": {"type": "string", "title": "Counted from", "description": "a date, of minutes and hours also 2026-11-30T00:30; else from the start, else from Monday 1 January 2001"},
               "cron": {"type": "string", "title": "Cron", "description": "five fields, or six with seconds first", "examples": ["0 9 * * MON-FRI"]},
               "zone": {"type": "string", "title": "Time zone", "format": "zone", "examples": ["Africa/Cairo"]},
               "start": {"type": "string", "title": "Not before", "description": "a date, or 2026-11-30T09:00, in the time zone"},
               "end": {"type": "string", "title": "Not after", "description": "a date (that day still counts), or 2026-11-30T17:00, in the time zone"},
               "except": {"type": "array", "title": "Not on", "items": {"type": "string", "format": "date"}},
               "holidays": {"type": "object", "title": "Holidays", "additionalProperties": false,
                 "properties": {
                   "calendar": {"type": "string", "title": "Of", "description": "a country's code, such as eg, de, us"},
                   "region": {"type": "string", "title": "Region", "description": "such as by for Bavaria"},
                   "policy": {"type": "string", "title": "On a holiday", "enum": ["skip", "previous", "next", "stay"], "default": "skip",
                     "description": "leave it out, the working day before, the working day after, or run all the same"},
                   "weekendsToo": {"type": "boolean", "title": "Weekends too", "default": false}}},
               "weekend": {"type": "array", "title": "Weekend", "default": ["SAT", "SUN"], "uniqueItems": true,
                 "items": {"type": "string", "enum": ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]}},
               "jitter": {"type": "string", "title": "Spread over", "format": "duration", "default": "PT0S",
                 "description": "starts up to this much after the due time, always the same for one due time"},
               "missed": {"title": "When nobody could start it", "type": "object", "additionalProperties": false,
                 "properties": {
                   "policy": {"type": "string", "enum": ["once", "skip", "all"], "default": "once",
                     "description": "one run for all that was missed, none, or one for each"},
                   "atMost": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100, "description": "of “all”: the latest so many"},
                   "within": {"type": "string", "format": "duration", "default": "P7D", "description": "older ones never run"},
                   "grace": {"type": "string", "format": "duration", "default": "PT5M", "description": "up to this late it is late, not missed"}}},
               "overlap": {"type": "string", "title": "When its last run still goes on", "enum": ["skip", "queueOne", "queueAll", "cancelOther"], "default": "skip"}
             }, "additionalProperties": false}
            """);

    private final InstantSource clock;

    ScheduleTrigger(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectNode schema() {
        return SCHEMA.deepCopy();
    }

    @Override
    public void check(ObjectNode settings, BiConsumer<String, String> problem) {
        Triggers.Read read = Triggers.read(settings);
        read.findings().forEach(finding -> problem.accept(finding.field(), finding.message()));
        if (read.schedule() != null && read.schedule().from(clock.instant(), 1).isEmpty()) {
            problem.accept(
                    read.schedule().end() == null ? "" : "end",
                    "It is never due from now on; look at the end, the exceptions and the days.");
        }
    }
}
