package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog.Outcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Which lines somebody wants to see; what is null or empty does not restrict.
 *
 * @param from from this instant on
 * @param to before this instant
 * @param q text within the message or the record key, in any case
 */
record LogFilter(
        @Nullable UUID flow,
        @Nullable UUID run,
        @Nullable String node,
        @Nullable String key,
        Set<Outcome> outcomes,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String q) {
    private static final Set<Outcome> UNUSUAL = EnumSet.of(Outcome.FAILED, Outcome.WAITING, Outcome.RETRIED);

    static LogFilter of(
            @Nullable UUID flow,
            @Nullable UUID run,
            @Nullable String node,
            @Nullable String key,
            @Nullable String outcome,
            @Nullable String from,
            @Nullable String to,
            @Nullable String q) {
        return new LogFilter(
                flow,
                run,
                given(node),
                given(key),
                outcomes(given(outcome)),
                instant("from", from),
                instant("to", to),
                given(q));
    }

    LogFilter between(@Nullable Instant newFrom, @Nullable Instant newTo) {
        return new LogFilter(flow, run, node, key, outcomes, newFrom, newTo, q);
    }

    /** Whether the counts of pages know the answer: they know no keys and no messages. */
    boolean isCounted() {
        return key == null && q == null;
    }

    /**
     * Whether such lines are found kind by kind. The others have an index of their own: all lines, those of a run or a key, and those that
     * ended in an unusual way.
     */
    boolean isOfKinds() {
        if (key != null) {
            return false;
        }
        if (run != null) {
            return node != null || !outcomes.isEmpty();
        }
        return flow != null || node != null || !UNUSUAL.containsAll(outcomes);
    }

    /** All but the text. */
    Condition lines(TenantId tenant) {
        List<Condition> all = new ArrayList<>();
        all.add(RECORD_LOG.TENANT_ID.eq(tenant.value()));
        if (flow != null) {
            all.add(RECORD_LOG.FLOW_ID.eq(flow));
        }
        if (run != null) {
            all.add(RECORD_LOG.RUN_ID.eq(run));
        }
        if (node != null) {
            all.add(RECORD_LOG.NODE.eq(node));
        }
        if (key != null) {
            all.add(RECORD_LOG.RECORD_KEY.eq(key));
        }
        if (!outcomes.isEmpty()) {
            // written out, so that the index of unusual outcomes can be chosen
            all.add(RECORD_LOG.OUTCOME.in(
                    outcomes.stream().map(outcome -> DSL.inline(outcome.name())).toList()));
        }
        if (from != null) {
            all.add(RECORD_LOG.AT.ge(from));
        }
        if (to != null) {
            all.add(RECORD_LOG.AT.lt(to));
        }
        return DSL.and(all);
    }

    /** The text, of lines that the rest has found. */
    Condition textIn(Table<?> found) {
        if (q == null) {
            return DSL.noCondition();
        }
        Field<String> message = Objects.requireNonNull(found.field(RECORD_LOG.MESSAGE));
        Field<String> recordKey = Objects.requireNonNull(found.field(RECORD_LOG.RECORD_KEY));
        return message.containsIgnoreCase(q).or(recordKey.containsIgnoreCase(q));
    }

    private static Set<Outcome> outcomes(@Nullable String text) {
        if (text == null) {
            return Set.of();
        }
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        for (String one : text.split(",", -1)) {
            try {
                outcomes.add(Outcome.valueOf(one.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw bad(
                        "outcome",
                        text,
                        "“%s” is no outcome; there are: %s".formatted(one, Arrays.toString(Outcome.values())));
            }
        }
        return outcomes;
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw bad(name, text, "“%s” is no time such as 2026-11-23T09:00:00Z.".formatted(text));
        }
    }

    static Problem bad(String parameter, String value, String detail) {
        return Problem.of(LogsProblem.BAD_FILTER, detail)
                .with("parameter", parameter)
                .with("value", value);
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
