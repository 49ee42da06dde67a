package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.kernel.problems.ErrorCode;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads where records come from, a page and a turn each. */
final class Reading {
    /** Who wants to be asked only after this has a limit that is spent, which is no fault of the source: it costs no attempt. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** A page of a source that weighs more, in bytes, is a fault of the flow. */
    static final long HEAVIEST_PAGE = 100L << 20;
    /** What a page should weigh at most; the next one is made smaller. */
    private static final long HEAVY_PAGE = 8L << 20;

    private final Turns turns;
    private final ActiveRun run;
    private final Course course;

    Reading(Turns turns) {
        this.turns = turns;
        this.run = turns.run;
        this.course = turns.course;
    }

    /** @return the page that stands in front of its call now, which is written and has to be sent at once; null: there is none */
    @Nullable Parked read(Feed feed, Calls calls) {
        switch (feed) {
            case Feed.Asked asked -> {
                return ask(asked.place(), calls);
            }
            case Feed.Stored stored -> readStored(stored.place());
            case Feed.Failed failed -> readFailed(failed);
        }
        return null;
    }

    private @Nullable Parked ask(Place place, Calls calls) {
        Tally tally = turns.standing.tally(place.id());
        Node.Source source = course.source(place);
        Node.Read read;
        long began = System.nanoTime();
        try {
            read = source.read(course.occasion(place.id()), tally.place, tally.page);
        } catch (Problem e) {
            notRead(place, e);
            return null;
        }
        long took = (System.nanoTime() - began) / 1_000;
        int page = fit(place, read.records(), tally.page);
        if (read.records().isEmpty()
                && read.rejects().isEmpty()
                && read.next() != null
                && read.next().equals(tally.place)) {
            throw Problem.of(
                    EngineProblem.SOURCE_STANDS,
                    "Node “%s” brought nothing and says that there is more at the same place (%s)."
                            .formatted(place.title(), read.next()));
        }
        return turns.turn(
                        turn -> {
                            Tally changed = turn.tally(place.id());
                            changed.place = read.next();
                            changed.readAll = read.next() == null;
                            changed.total = read.total() == null ? changed.total : read.total();
                            changed.micros += took;
                            changed.attempts = 0;
                            changed.notBefore = null;
                            changed.message = null;
                            changed.page = page;
                            read.rejects().forEach(reject -> course.passing.rejected(turn, place, reject));
                            course.bring(turn, place, read.records(), turns.now());
                        },
                        (turn, sql) -> {},
                        calls::intend)
                .intended;
    }

    /** A source that cannot be reached is tried again; any other fault ends the run. */
    private void notRead(Place place, Problem problem) {
        Tally tally = turns.standing.tally(place.id());
        NodeSpec.Retry retry = Calls.retry(place);
        boolean passes = problem.code().kind() == ErrorCode.Kind.UNREACHABLE
                || problem.code().kind() == ErrorCode.Kind.TOO_OFTEN;
        Instant told = told(problem);
        if (passes && told != null && told.isAfter(turns.now().plus(LIMIT))) {
            turns.turn(
                    turn -> {
                        Tally changed = turn.tally(place.id());
                        changed.notBefore = told;
                        changed.message = "%s: %s".formatted(place.title(), problem.detail());
                    },
                    (turn, sql) -> {});
            return;
        }
        if (!passes || tally.attempts >= retry.attempts()) {
            throw Problem.of(
                            EngineProblem.NODE_FAILED,
                            "Node “%s”%s: %s"
                                    .formatted(
                                            place.title(),
                                            tally.attempts == 0 ? "" : " (%d attempts)".formatted(tally.attempts + 1),
                                            problem.detail()),
                            problem)
                    .with("node", place.id());
        }
        turns.turn(
                turn -> {
                    Tally changed = turn.tally(place.id());
                    changed.attempts++;
                    Instant own = turns.now().plus(Calls.pause(retry, changed.attempts));
                    changed.notBefore = told == null || told.isBefore(own) ? own : told;
                    changed.message = "%s: attempt %d of %d failed: %s"
                            .formatted(place.title(), changed.attempts, retry.attempts() + 1, problem.detail());
                },
                (turn, sql) -> {});
    }

    /** When whoever was asked wants to be asked again ({@code notBefore}), within a day; null: it does not say. */
    private @Nullable Instant told(Problem problem) {
        Object told = problem.places().get("notBefore");
        if (told == null) {
            return null;
        }
        try {
            Instant asked = Instant.parse(told.toString()).truncatedTo(ChronoUnit.MICROS);
            Instant latest = turns.now().plus(1, ChronoUnit.DAYS);
            return asked.isAfter(latest) ? latest : asked;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @return how many records to ask for next time */
    static int fit(Place place, List<FlowRecord> records, int asked) {
        long weight = 0;
        for (FlowRecord record : records) {
            weight += Packing.weight(record.values(), HEAVIEST_PAGE);
        }
        if (weight > HEAVIEST_PAGE) {
            throw Problem.of(
                            EngineProblem.PAGE_TOO_LARGE,
                            "Node “%s” brought a page of %d records and more than %d MB; ask it for fewer or smaller records."
                                    .formatted(place.title(), records.size(), HEAVIEST_PAGE >> 20))
                    .with("node", place.id());
        }
        if (weight > HEAVY_PAGE) {
            return (int) Math.max(1, Math.min(asked, records.size()) * HEAVY_PAGE / weight);
        }
        return Math.min(Tally.PAGE, asked * 2);
    }

    private void readStored(Place place) {
        Replays.read(
                run,
                turns.parts,
                Objects.requireNonNull(course.input.replay()),
                place,
                turns.standing.tally(place.id()).place,
                stored -> turns.turn(
                        turn -> {
                            Tally changed = turn.tally(place.id());
                            changed.place = stored.next();
                            changed.readAll = stored.next() == null;
                        },
                        (turn, sql) ->
                                course.bring(turn, place, Replays.unseen(sql, run, place, stored), turns.now())));
    }

    private void readFailed(Feed.Failed feed) {
        Replays.Again again = run.inTransaction(
                sql -> Replays.failed(sql, run.tenant(), run.id().value(), turns.standing.tally(feed.id()).place));
        turns.turn(
                turn -> {
                    Tally changed = turn.tally(feed.id());
                    changed.place = again.next();
                    changed.readAll = again.next() == null;
                    again.records().forEach(record -> {
                        changed.in++;
                        changed.out.merge("out", 1L, Long::sum);
                        turn.offer(course.graph.at(record.node()), record.passage());
                    });
                },
                (turn, sql) -> {});
    }
}
