package io.salessync.matching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as it is kept: by the names of evidence, so that one that came later falls back to what is expected.
 *
 * @param records how many customers it was learnt from
 * @param household how many relatives a record has, on the average
 * @param company how many colleagues
 */
record StoredModel(
        Map<String, List<Double>> same,
        Map<String, List<Double>> strangers,
        Map<String, Double> tied,
        List<Double> changed,
        long records,
        double household,
        double company) {
    /** Half of the contacts that come are expected to be known. */
    static final double KNOWN = 0.5;

    /** @param relatives how many of its household, and how many colleagues, a record has: numbers that hold for any number of records */
    static StoredModel of(Model model, long records, double[] relatives) {
        Map<String, List<Double>> m = new LinkedHashMap<>();
        Map<String, List<Double>> u = new LinkedHashMap<>();
        Map<String, Double> ties = new LinkedHashMap<>();
        for (int e = 0; e < model.evidence().size(); e++) {
            Evidence evidence = model.evidence().get(e);
            int at = e;
            m.put(
                    evidence.name(),
                    java.util.stream.IntStream.range(0, evidence.levels())
                            .mapToObj(level -> model.m(at, level))
                            .toList());
            u.put(
                    evidence.name(),
                    java.util.stream.IntStream.range(0, evidence.levels())
                            .mapToObj(level -> model.u(at, level))
                            .toList());
            ties.put(evidence.name(), model.tied(e));
        }
        List<Double> changes = java.util.stream.IntStream.range(0, Evidence.CHANGES)
                .mapToObj(model::changed)
                .toList();
        return new StoredModel(m, u, ties, changes, records, relatives[0], relatives[1]);
    }

    /**
     * The model for records held against so many customers.
     *
     * @param share the share of them that are expected to be among these
     */
    Model against(List<Evidence> evidence, long customers, double share) {
        Model model = new Model(evidence);
        for (int e = 0; e < evidence.size(); e++) {
            Evidence of = evidence.get(e);
            List<Double> m = same.get(of.name());
            List<Double> u = strangers.get(of.name());
            if (m != null && u != null && m.size() == of.levels() && u.size() == of.levels()) {
                model.m(e, m.stream().mapToDouble(Double::doubleValue).toArray());
                model.u(e, u.stream().mapToDouble(Double::doubleValue).toArray());
                model.tied(e, tied.getOrDefault(of.name(), 0.0));
            }
        }
        for (int kind = 1; kind < Math.min(Evidence.CHANGES, changed.size()); kind++) {
            model.changed(kind, changed.get(kind));
        }
        double pairs = Math.max(2, customers);
        model.priors(
                Math.min(0.4, share / pairs),
                Math.min(0.2, Math.max(0.02, household) / pairs),
                Math.min(0.2, Math.max(0.02, company) / pairs));
        model.settle();
        return model;
    }
}
