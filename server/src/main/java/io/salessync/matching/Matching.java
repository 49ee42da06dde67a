package io.salessync.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One comparison of all records from beginning to end. */
final class Matching {
    /** Pairs that are less likely than this are not worth keeping. */
    private static final double FAINT = 0.001;

    private final Records records;
    private final MatchingConfig config;
    private final int workers;
    private final Blocking blocking;
    private Model model;
    private int learntFrom;
    private int kept;

    Matching(Records records, MatchingConfig config, int workers) {
        this.records = records;
        this.config = config;
        this.workers = workers;
        long budget = Math.max(4_000_000L, 100L * records.size());
        this.blocking = new Blocking(records.keys(), records.size(), records.split(), budget);
        this.model = new Model(records.evidence());
    }

    List<Decided> run() {
        Estimation estimation = new Estimation(records, blocking, config.relatives(), config.oneToOne(), workers);
        model = estimation.learn();
        learntFrom = estimation.learntFrom();
        Edges edges = score();
        kept = edges.size();
        List<Decided> decided = new ArrayList<>(
                new Deciding(records, model, config.same(), config.review()).decide(edges, config.oneToOne()));
        decided.sort(Comparator.comparingInt(Decided::one).thenComparingInt(Decided::other));
        return decided;
    }

    private Edges score() {
        Edges edges = new Edges();
        int width = records.evidence().size();
        byte[][] levels = new byte[workers][width];
        Model.Sum[] sums = new Model.Sum[workers];
        for (int i = 0; i < workers; i++) {
            sums[i] = new Model.Sum();
        }
        blocking.each(workers, (worker, one, other) -> {
            Model.Sum sum = sums[worker];
            model.levels(one, other, levels[worker]);
            model.add(one, other, levels[worker], sum);
            if (sum.odds > FAINT) {
                edges.add(one, other, sum.odds, sum.veto);
            }
        });
        return edges;
    }

    Model model() {
        return model;
    }

    Blocking blocking() {
        return blocking;
    }

    int learntFrom() {
        return learntFrom;
    }

    int kept() {
        return kept;
    }

    /** The decision in words: what was found, strongest first, with its weight in bits. */
    String explain(Decided decided) {
        return Explanation.of(model, decided);
    }
}
