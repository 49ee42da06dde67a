package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Holds records for a while, or until a time. */
@Component
final class WaitType implements ExecutableType {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "wait",
            "Wait",
            "Holds the records for a while, until a time of day, or until a time that an expression gives. Records that came"
                    + " together go on together, at the latest of their times.",
            NodeCard.Group.CONTROL,
            "hourglass",
            Schemas.settings()
                    .text("for", "For", "How long, from when they came: 10m, 2h, 3d.")
                    .as("duration")
                    .example("2h")
                    .text(
                            "until",
                            "Until",
                            "Or a time of day (17:00), or an expression that gives a time (record.deliver_at).")
                    .example("17:00")
                    .as("cel")
                    .text("zone", "Time zone", "Where the time of day holds.")
                    .as("timezone")
                    .standard("UTC")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    WaitType(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> make(new Forms(settings), in));
        findings.output(EdgeSpec.OUT, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return make(new Forms(spec.settings()), in);
    }

    private Waiting make(Forms forms, RecordShape in) {
        String until = forms.text("until");
        if (forms.has("for") == (until != null)) {
            throw Forms.wrong("for", "Either 'for' or 'until' says how long to wait");
        }
        ZoneId zone = zone(forms.text("zone", "UTC"));
        if (until == null) {
            return new Waiting(clock, forms.duration("for", Duration.ZERO, LONGEST), null, null, zone);
        }
        LocalTime time = timeOfDay(until.strip());
        return new Waiting(
                clock,
                Duration.ZERO,
                time,
                time == null ? Text.Formula.of("until", until, in, clock.instant()) : null,
                zone);
    }

    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Forms.wrong("zone", "'zone' is a time zone such as Europe/Berlin, not '%s'".formatted(name));
        }
    }

    private static @Nullable LocalTime timeOfDay(String text) {
        if (!text.matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
            return null;
        }
        try {
            return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
        } catch (DateTimeException e) {
            throw Forms.wrong("until", "'%s' is no time of day".formatted(text));
        }
    }

    private record Waiting(
            InstantSource clock,
            Duration length,
            @Nullable LocalTime time,
            Text.@Nullable Formula expression,
            ZoneId zone)
            implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            Instant until = until(occasion, page, parkedAt);
            Instant latest = parkedAt.plus(LONGEST);
            if (until.isAfter(latest)) {
                throw Problem.of(
                        NodeProblem.WRONG_SETTING,
                        "It would wait until %s; at most %d days are waited.".formatted(until, LONGEST.toDays()));
            }
            return clock.instant().isBefore(until)
                    ? new Node.Verdict.Closed(until, "the time " + until.truncatedTo(ChronoUnit.SECONDS))
                    : new Node.Verdict.Open(EdgeSpec.OUT, page);
        }

        private Instant until(Node.Occasion occasion, List<FlowRecord> page, Instant parkedAt) {
            if (time != null) {
                return next(parkedAt);
            }
            if (expression == null) {
                return parkedAt.plus(length);
            }
            Instant until = parkedAt;
            for (FlowRecord record : page) {
                Instant wanted = instant(record, expression.value(occasion, record));
                until = wanted != null && wanted.isAfter(until) ? wanted : until;
            }
            return until;
        }

        /** The next such time of day; one that a clock change leaves out comes when the clock has been put on. */
        private Instant next(Instant parkedAt) {
            LocalTime wanted = java.util.Objects.requireNonNull(time);
            LocalDate today = parkedAt.atZone(zone).toLocalDate();
            Instant then = ZonedDateTime.of(today, wanted, zone).toInstant();
            return then.isBefore(parkedAt)
                    ? ZonedDateTime.of(today.plusDays(1), wanted, zone).toInstant()
                    : then;
        }

        /** Null: nothing to wait for. */
        private @Nullable Instant instant(FlowRecord record, @Nullable Object value) {
            if (value == null || value instanceof String text && text.isBlank()) {
                return null;
            }
            try {
                return switch (value) {
                    case Instant known -> known;
                    case LocalDate date -> date.atStartOfDay(zone).toInstant();
                    case String text
                    when text.strip().length() == 10 ->
                        LocalDate.parse(text.strip()).atStartOfDay(zone).toInstant();
                    case String text -> Instant.parse(text.strip());
                    default -> throw new DateTimeException("no time");
                };
            } catch (DateTimeException e) {
                throw Problem.of(
                        NodeProblem.WRONG_SETTING,
                        "Record '%s': 'until' gives '%s', which is no time such as 2026-11-23T09:00:00Z."
                                .formatted(record.key(), value));
            }
        }
    }
}
