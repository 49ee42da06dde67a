package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.graph.NodeCard;
import io.salessync.kernel.runs.RunOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The counts of a run taken together: whether it is over, how it ends, and what people see of it step by step. */
final class Balance {
    private final Graph graph;
    private final List<Feed> feeds;
    private final Standing standing;

    Balance(Graph graph, List<Feed> feeds, Standing standing) {
        this.graph = graph;
        this.feeds = feeds;
        this.standing = standing;
    }

    boolean isOver() {
        return standing.parked.isEmpty() && feeds.stream().allMatch(feed -> standing.tally(feed.id()).readAll);
    }

    /** Whether so many failed that whatever else comes cannot help. */
    boolean hasFailedForSure() {
        long failed = sum(tally -> tally.failed);
        if (failed == 0 || failed < graph.definition().settings().failAtLeast()) {
            return false;
        }
        long known = 0;
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && tally.total == null) {
                return false;
            }
            known += Math.max(tally.in, tally.total == null ? 0 : tally.total);
        }
        return passesShare(failed, known) && !isOver();
    }

    private boolean passesShare(long failed, long all) {
        return failed >= graph.definition().settings().failAtLeast()
                && failed > 0
                && failed >= graph.definition().settings().failShare() * all;
    }

    /** How the run ends. */
    RunOutcome outcome() {
        long read =
                feeds.stream().mapToLong(feed -> standing.tally(feed.id()).in).sum();
        long failed = sum(tally -> tally.failed);
        String words = words(read, failed);
        if (failed > 0 && passesShare(failed, read)) {
            return RunOutcome.failed(
                    isOver()
                            ? words
                            : words
                                    + "; stopped there, because at least %s of the records fail"
                                            .formatted(share(graph.definition()
                                                    .settings()
                                                    .failShare())));
        }
        return failed > 0 ? RunOutcome.partlyFailed(words) : RunOutcome.succeeded(words);
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private String words(long read, long failed) {
        Map<String, Long> counts = new LinkedHashMap<>();
        long sent = outOf(NodeCard.Effect.OUTSIDE);
        long written = outOf(NodeCard.Effect.OWN_DATA);
        long alerted = graph.order().stream()
                .filter(place -> place.card().type().equals(AlertType.NAME))
                .mapToLong(this::out)
                .sum();
        long dropped = sum(tally -> tally.dropped);
        counts.put("sent", sent);
        counts.put("written", written - alerted);
        counts.put("alerted", alerted);
        counts.put("dropped", dropped);
        counts.put("failed", failed);
        if (sent == 0 && written == 0) {
            counts.put("done", sum(tally -> tally.ended));
        }
        StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "%,d read", read));
        counts.forEach((word, count) -> {
            if (count > 0) {
                words.append(String.format(Locale.ROOT, ", %,d %s", count, word));
            }
        });
        return words.toString();
    }

    private long outOf(NodeCard.Effect effect) {
        return graph.order().stream()
                .filter(place -> place.card().effect() == effect)
                .mapToLong(this::out)
                .sum();
    }

    private long out(Place place) {
        return standing.tally(place.id()).out.values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    long sum(ToLongFunction<Tally> part) {
        return standing.tallies.values().stream().mapToLong(part).sum();
    }

    /**
     * A step for each node, with the passages that came to their end there: together they are the records dealt with. What a
     * source still has to bring is its own total.
     *
     * @param told whether steps were shown before: one of a source is left out where a run is over before anybody could see it
     */
    List<Step> steps(boolean told) {
        long over = sum(Tally::over);
        Long total = 0L;
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            Long known = tally.readAll ? Long.valueOf(tally.in) : tally.total;
            total = total == null || known == null ? null : Long.valueOf(total + known);
        }
        List<Step> steps = new ArrayList<>();
        for (Place place : graph.order()) {
            Tally tally = standing.tallies.get(place.id());
            if (tally == null || tally.over() == 0 && !(place.card().source() && (told || !isOver()))) {
                continue;
            }
            Long own = tally.over();
            if (steps.isEmpty()) {
                own = total == null ? null : Long.valueOf(Math.max(0, total - over) + tally.over());
            }
            steps.add(new Step(place.title(), tally.over(), tally.failed, own, tally.message));
        }
        return steps;
    }

    /** @param total null: not known */
    record Step(
            String name,
            long done,
            long failed,
            @Nullable Long total,
            @Nullable String message) {}
}
