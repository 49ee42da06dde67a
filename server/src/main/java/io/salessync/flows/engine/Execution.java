package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a run: turn by turn, each a page of records and one transaction, until nothing is left, or nothing can be
 * done before a time. What stands in front of a node goes first, deepest node first, so that little is under way at once.
 */
final class Execution {
    /** Sources rest while that many pages stand in front of nodes that call out. */
    private static final int BACKLOG = 32;

    private static final long SHOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ActiveRun run;
    private final Course course;
    private final Standing standing;
    private final Turns turns;
    private final Reading reading;
    private final Calls calls;
    private final Balance balance;
    private long shown = System.nanoTime();
    private boolean told;

    Execution(ActiveRun run, FlowInput input, Graph graph, FlowRun.Parts parts) {
        this.run = run;
        this.course = new Course(run.tenant(), run.id().value(), input, graph, parts.clock());
        this.standing = run.isFirstExecution()
                ? new Standing()
                : run.inTransaction(
                        sql -> parts.tables().read(sql, run.tenant(), run.id().value()));
        this.turns = new Turns(run, course, parts, standing);
        this.reading = new Reading(turns);
        this.calls = new Calls(turns);
        this.balance = new Balance(graph, course.feeds, standing);
        this.told = !standing.tallies.isEmpty();
    }

    /** Whether nothing was done yet. */
    boolean isNew() {
        return !told;
    }

    RunOutcome execute() {
        // something that gates wait for may have come: they are asked once, whatever time they named
        standing.parked.replaceAll((seq, page) ->
                page.state() == Parked.State.WAITING ? page.until(null, page.waitsFor(), page.attempts()) : page);
        course.nodes.forEach((id, node) -> {
            if (node instanceof Node.Page page) {
                page.makeReady(course.occasion(id), turns::checkpoint);
            }
        });
        while (true) {
            turns.checkpoint();
            Parked page = nextParked();
            if (page != null) {
                forward(page);
            } else {
                Feed feed = nextFeed();
                if (feed != null) {
                    calls.sendIntended(reading.read(feed, calls));
                } else if (balance.isOver()) {
                    return end();
                } else {
                    throw sleep();
                }
            }
            if (balance.hasFailedForSure()) {
                return end();
            }
            progress(false);
        }
    }

    // ---- what is next

    private @Nullable Parked nextParked() {
        Instant now = turns.now();
        Set<String> blocked = new HashSet<>();
        Parked best = null;
        for (Parked page : standing.parked.values()) {
            boolean inOrder = !(course.nodes.get(page.node()) instanceof Node.Gate);
            if (inOrder && blocked.contains(page.node())) {
                continue;
            }
            if (page.state() == Parked.State.GATHERING) {
                if (!blocked.contains(page.node()) && isComplete(page.node()) && isDeeper(page, best)) {
                    best = page;
                }
                blocked.add(page.node());
                continue;
            }
            if (inOrder) {
                // records of one key stay in order: what came later waits for what is tried again
                blocked.add(page.node());
            }
            if (page.isDue(now) && isDeeper(page, best)) {
                best = page;
            }
        }
        return best;
    }

    private boolean isDeeper(Parked page, @Nullable Parked best) {
        return best == null
                || course.graph.at(page.node()).position()
                        > course.graph.at(best.node()).position();
    }

    /** Whether nothing more can come to the node. */
    private boolean isComplete(String node) {
        return course.isReadFor(node, feed -> standing.tally(feed).readAll)
                && standing.parked.values().stream()
                        .noneMatch(page -> course.before(node).contains(page.node()));
    }

    private @Nullable Feed nextFeed() {
        long backlog = standing.parked.values().stream()
                .filter(page -> page.state() == Parked.State.READY)
                .count();
        if (backlog >= BACKLOG) {
            return null;
        }
        Instant now = turns.now();
        for (Feed feed : course.feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && (tally.notBefore == null || !tally.notBefore.isAfter(now))) {
                return feed;
            }
        }
        return null;
    }

    private RuntimeException sleep() {
        Instant until = null;
        String reason = "";
        for (Parked page : standing.parked.values()) {
            if (page.notBefore() != null && (until == null || page.notBefore().isBefore(until))) {
                until = page.notBefore();
                reason = page.waitsFor() == null ? course.graph.at(page.node()).title() : page.waitsFor();
            }
        }
        for (Feed feed : course.feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && tally.notBefore != null && (until == null || tally.notBefore.isBefore(until))) {
                until = tally.notBefore;
                reason = String.valueOf(tally.message);
            }
        }
        progress(true);
        if (until == null) {
            throw new IllegalStateException("Nothing is left to do and nothing to wait for, yet the run is not over");
        }
        return run.sleepUntil(until, reason);
    }

    // ---- in front of nodes

    private void forward(Parked page) {
        Place place = course.graph.at(page.node());
        switch (course.nodes.get(place.id())) {
            case Node.Gate gate -> {
                Parked whole = loaded(page);
                turns.turn(turn -> {}, (turn, sql) -> course.cascade.look(turn, place, gate, whole, sql, false));
            }
            case Node.Effect effect -> {
                if (page.state() == Parked.State.GATHERING && gather(page)) {
                    return;
                }
                calls.send(loaded(page), place, effect);
            }
            case null, default ->
                // the node has become another kind in this version: it goes through as what it is now
                turns.turn(
                        turn -> {
                            turn.gone.add(page.seq());
                            Tally tally = turn.tally(place.id());
                            tally.waiting -= page.size();
                            tally.in -= page.size();
                            Objects.requireNonNull(loaded(page).passages())
                                    .forEach(passage -> turn.offer(place, passage));
                        },
                        (turn, sql) -> {});
        }
    }

    private Parked loaded(Parked page) {
        if (page.passages() != null) {
            return page;
        }
        List<Passage> passages = run.inTransaction(
                sql -> turns.parts.tables().passages(sql, run.tenant(), run.id().value(), page.seq()));
        return new Parked(
                page.seq(),
                page.id(),
                page.node(),
                page.size(),
                page.state(),
                page.notBefore(),
                page.attempts(),
                page.waitsFor(),
                page.parkedAt(),
                passages);
    }

    /** Makes one page of all that were gathered; false: there is only this one. */
    private boolean gather(Parked first) {
        List<Parked> pages = standing.parked.values().stream()
                .filter(page -> page.node().equals(first.node()))
                .toList();
        if (pages.size() == 1) {
            return false;
        }
        List<Passage> all = new ArrayList<>();
        long weight = 0;
        for (Parked page : pages) {
            List<Passage> passages = Objects.requireNonNull(loaded(page).passages());
            for (Passage passage : passages) {
                weight += Packing.weight(passage.record().values(), Reading.HEAVIEST_PAGE);
            }
            if (weight > Reading.HEAVIEST_PAGE) {
                throw Problem.of(
                        EngineProblem.PAGE_TOO_LARGE,
                        "Node “%s” takes all records in one call, which would be more than %d MB; give it a number of records for each call."
                                .formatted(course.graph.at(first.node()).title(), Reading.HEAVIEST_PAGE >> 20));
            }
            all.addAll(passages);
        }
        turns.turn(
                turn -> {
                    pages.forEach(page -> turn.gone.add(page.seq()));
                    turn.parked.add(new Parked(
                            turn.nextSeq++,
                            UUID.randomUUID(),
                            first.node(),
                            all.size(),
                            Parked.State.READY,
                            null,
                            0,
                            null,
                            first.parkedAt(),
                            all));
                },
                (turn, sql) -> {});
        return true;
    }

    private RunOutcome end() {
        if (balance.isOver() && turns.mayRemember()) {
            while (run.inTransaction(
                            sql -> Dedupe.forget(sql, run.tenant(), run.id().value(), Turns.FORGOTTEN_AT_ONCE))
                    == Turns.FORGOTTEN_AT_ONCE) {
                turns.checkpoint();
            }
        }
        progress(true);
        return balance.outcome();
    }

    private void progress(boolean now) {
        if (!now && System.nanoTime() - shown < SHOW_NANOS) {
            return;
        }
        shown = System.nanoTime();
        balance.steps(told)
                .forEach(step -> run.progress(step.name(), step.done(), step.failed(), step.total(), step.message()));
        told = true;
    }
}
