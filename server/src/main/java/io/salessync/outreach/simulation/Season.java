package io.salessync.outreach.simulation;

import io.salessync.kernel.figures.Interval;
import io.salessync.outreach.leads.LeadState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What many simulations came to together: shares with what they may really be at 95 % (Wilson). Runs are not alike, so the bounds hold for
 * this mix of them.
 *
 * @param runs how many were played
 * @param days each
 * @param bad seeds of runs with something that must not be, each with what
 */
record Season(
        int runs,
        int days,
        int leads,
        int sends,
        int refused,
        int waiting,
        int attended,
        int deaths,
        Share doubleSends,
        Share success,
        Share precision,
        Share recall,
        Share replyRecall,
        Share replyPrecision,
        Share recovered,
        Share accountsBack,
        Share uncertainSettled,
        Share stuck,
        Map<LeadState, Integer> states,
        List<Bad> bad,
        double seconds) {
    private static final double SUCCESS = 0.99;
    private static final double PRECISION = 0.999;
    private static final double RECALL = 0.99;
    private static final double RECOVERED = 0.95;

    /** @param part of how many; the others null where there was none */
    record Share(
            long part,
            long of,
            @Nullable Double share,
            @Nullable Double low,
            @Nullable Double high) {
        static Share of(long part, long of) {
            if (of == 0) {
                return new Share(part, 0, null, null, null);
            }
            Interval told = Interval.of(part, of);
            return new Share(part, of, told.value(), told.low(), told.high());
        }

        boolean atLeast(double bound) {
            return share == null || share >= bound;
        }

        @Override
        public String toString() {
            return share == null
                    ? "%d of %d".formatted(part, of)
                    : String.format(
                            Locale.ROOT,
                            "%d of %d, %.3f %% (%.3f to %.3f)",
                            part,
                            of,
                            100 * share,
                            percent(low),
                            percent(high));
        }

        private static double percent(@Nullable Double bound) {
            return bound == null ? 0 : 100 * bound;
        }
    }

    /** @param leads what happened to those it is about */
    record Bad(long seed, List<String> what, List<SimulationReport.LeadStory> leads) {
        Bad(long seed, List<String> what) {
            this(seed, what, List.of());
        }
    }

    static Season of(List<SimulationReport> reports, List<Bad> broken, int days, double seconds) {
        Map<LeadState, Integer> states = new EnumMap<>(LeadState.class);
        reports.forEach(report -> report.states().forEach((state, count) -> states.merge(state, count, Integer::sum)));
        int found = sum(reports, r -> r.connections().found());
        int answers = sum(reports, r -> r.replies().found());
        int sends = sum(
                reports,
                r -> r.sent().values().stream().mapToInt(Integer::intValue).sum());
        List<Bad> bad = new ArrayList<>(broken);
        reports.stream()
                .map(report -> new Bad(
                        report.seed(), report.faults(), report.withoutStories().leads()))
                .filter(one -> !one.what().isEmpty())
                .forEach(bad::add);
        return new Season(
                reports.size() + broken.size(),
                days,
                sum(reports, SimulationReport::taken),
                sends,
                sum(reports, SimulationReport::refused),
                sum(reports, SimulationReport::waiting),
                sum(reports, SimulationReport::attended),
                sum(reports, SimulationReport::deaths),
                Share.of(sum(reports, SimulationReport::doubleSends), sends),
                Share.of(sum(reports, SimulationReport::succeeded), sum(reports, SimulationReport::processed)),
                Share.of(
                        found, found + sum(reports, r -> r.connections().wrong().size())),
                Share.of(
                        sum(reports, r -> r.connections().within24Hours()),
                        sum(reports, r -> r.connections().so())),
                Share.of(
                        sum(reports, r -> r.replies().within24Hours()),
                        sum(reports, r -> r.replies().so())),
                Share.of(
                        answers, answers + sum(reports, r -> r.replies().wrong().size())),
                Share.of(
                        sum(reports, r -> r.recovery().within5Minutes()),
                        sum(reports, r -> r.recovery().count())),
                Share.of(
                        sum(reports, r -> r.back().passing().within5Minutes()),
                        sum(reports, r -> r.back().passing().count())),
                Share.of(
                        sum(reports, r -> r.uncertain().within5Minutes()),
                        sum(reports, r -> r.uncertain().count())),
                Share.of(sum(reports, r -> r.stuck().size()), sum(reports, SimulationReport::taken)),
                states,
                bad,
                seconds);
    }

    private static int sum(List<SimulationReport> reports, ToIntFunction<SimulationReport> of) {
        return reports.stream().mapToInt(of).sum();
    }

    /** Whether everything that is promised was kept; a share is held against its promise as it is, not by its lower bound. */
    boolean kept() {
        return bad.stream().allMatch(one -> one.what().stream().noneMatch(what -> what.startsWith("broken")))
                && doubleSends.part() == 0
                && stuck.part() == 0
                && success.atLeast(SUCCESS)
                && precision.atLeast(PRECISION)
                && recall.atLeast(RECALL)
                && recovered.atLeast(RECOVERED)
                && accountsBack.atLeast(RECOVERED);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%d simulations of %d days: %d leads, %d sends, killed %d times, a person asked %d times; %.0f s"
                .formatted(runs, days, leads, sends, deaths, attended, seconds));
        lines.add("  refused for the person, and named   %d".formatted(refused));
        lines.add("  waiting by name at the end          %d".formatted(waiting));
        lines.add("  double sends                        " + doubleSends + "   promised: none");
        lines.add("  processing success                  " + success + "   promised: 99 %");
        lines.add("  detection precision, connections    " + precision + "   promised: 99.9 %");
        lines.add("  detection recall within 24 h        " + recall + "   promised: 99 %");
        lines.add("  detection precision, replies        " + replyPrecision);
        lines.add("  detection recall of replies, 24 h   " + replyRecall);
        lines.add("  passing faults over within 5 min    " + recovered + "   promised: 95 %");
        lines.add("  accounts back noticed within 5 min  " + accountsBack + "   promised: 95 %");
        lines.add("  outcome known within 5 min          " + uncertainSettled);
        lines.add("  stuck leads                         " + stuck + "   promised: none");
        lines.add("  leads by state                      " + states);
        bad.forEach(one -> {
            lines.add("  seed %d:".formatted(one.seed()));
            one.what().stream().limit(5).forEach(what -> lines.add("    " + what));
            if (one.what().size() > 5) {
                lines.add("    and %d more".formatted(one.what().size() - 5));
            }
        });
        return lines;
    }
}
