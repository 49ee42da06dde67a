package io.salessync.kernel.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an execution has to say and has not written yet: counts of its steps, what it waits for, lines of its log in order. */
final class RunNotes {
    /** Kept at most while the database is away; more are dropped, and the log says how many. */
    static final int LINES_KEPT = 10_000;

    private static final Duration RATE_WINDOW = Duration.ofSeconds(60);

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private @Nullable String current;
    private @Nullable String message;
    private @Nullable String waitsFor;
    private @Nullable Instant waitsUntil;
    private boolean changed;
    private long dropped;

    record Step(
            int position,
            String name,
            RunState state,
            long done,
            long failed,
            @Nullable Long total,
            @Nullable String message) {}

    record Line(Instant at, ActiveRun.Level level, @Nullable String recordKey, String message) {}

    private record Sample(Instant at, long done) {}

    /** All there is to write at a moment; {@code changed} is false where only lines are new. */
    record Page(
            boolean changed,
            List<Step> steps,
            long done,
            long failed,
            @Nullable Long total,
            @Nullable Double ratePerMinute,
            @Nullable String message,
            @Nullable String waitsFor,
            @Nullable Instant waitsUntil,
            List<Line> lines) {
        boolean isEmpty() {
            return !changed && lines.isEmpty();
        }
    }

    /** @param written the steps that earlier executions wrote, in order */
    RunNotes(List<Step> written) {
        written.forEach(step -> steps.put(step.name(), step));
    }

    synchronized void progress(
            String name, long done, long failed, @Nullable Long total, @Nullable String said, Instant now) {
        if (!name.equals(current)) {
            Step left = current == null ? null : steps.get(current);
            if (left != null) {
                steps.put(left.name(), left(left));
            }
            current = name;
        }
        int position = steps.containsKey(name) ? steps.get(name).position() : steps.size() + 1;
        steps.put(name, new Step(position, name, RunState.RUNNING, done, failed, total, said));
        message = said == null ? message : said;
        changed = true;
        samples.addLast(new Sample(now, doneInAll()));
        while (samples.getFirst().at().isBefore(now.minus(RATE_WINDOW)) && samples.size() > 2) {
            samples.removeFirst();
        }
    }

    /** How a step stands that another one took over from: announced only, or dealt with. */
    private static Step left(Step step) {
        RunState state = step.done() == 0 && !Objects.equals(step.total(), 0L)
                ? RunState.QUEUED
                : step.failed() > 0 ? RunState.PARTLY_FAILED : RunState.SUCCEEDED;
        return new Step(step.position(), step.name(), state, step.done(), step.failed(), step.total(), step.message());
    }

    synchronized void waits(@Nullable String reason, @Nullable Instant until) {
        changed |= !Objects.equals(reason, waitsFor) || !Objects.equals(until, waitsUntil);
        waitsFor = reason;
        waitsUntil = until;
    }

    /** @return how many lines wait to be written; -1: there was no room for this one */
    synchronized int log(Line line) {
        if (lines.size() >= LINES_KEPT) {
            dropped++;
            return -1;
        }
        if (dropped > 0) {
            lines.addLast(new Line(line.at(), ActiveRun.Level.WARN, null, dropped + " lines were dropped here"));
            dropped = 0;
        }
        lines.addLast(line);
        return lines.size();
    }

    synchronized Page page() {
        boolean totalsKnown = !steps.isEmpty() && steps.values().stream().allMatch(step -> step.total() != null);
        Page page = new Page(
                changed,
                List.copyOf(steps.values()),
                doneInAll(),
                steps.values().stream().mapToLong(Step::failed).sum(),
                totalsKnown
                        ? steps.values().stream()
                                .map(Step::total)
                                .filter(Objects::nonNull)
                                .collect(Collectors.summingLong(Long::longValue))
                        : null,
                ratePerMinute(),
                message,
                waitsFor,
                waitsUntil,
                new ArrayList<>(lines));
        changed = false;
        return page;
    }

    synchronized void written(Page page) {
        for (int line = 0; line < page.lines().size(); line++) {
            lines.removeFirst();
        }
    }

    synchronized void notWritten(Page page) {
        changed |= page.changed();
    }

    private long doneInAll() {
        return steps.values().stream().mapToLong(Step::done).sum();
    }

    private @Nullable Double ratePerMinute() {
        if (samples.size() < 2) {
            return null;
        }
        Duration span =
                Duration.between(samples.getFirst().at(), samples.getLast().at());
        long dealtWith = samples.getLast().done() - samples.getFirst().done();
        return span.isPositive() && dealtWith >= 0 ? dealtWith * 60_000.0 / Math.max(1, span.toMillis()) : null;
    }
}
