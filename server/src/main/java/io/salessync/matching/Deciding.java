package io.salessync.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides on all pairs together: groups in one file that do not chain, one partner for each record between two. */
final class Deciding {
    /** One pair's bits count at most so much when groups are joined: no single pair drags two groups together. */
    private static final double MOST_FOR = 12;

    /** The same for what speaks against; where relatives are told apart, somebody who is clearly another weighs more. */
    private static final double MOST_AGAINST = 3;

    private static final double MOST_AGAINST_RELATIVES = 8;
    private static final int LARGEST_GROUP = 400;

    private final Records records;
    private final Model model;
    private final double same;
    private final double review;

    /**
     * @param same the least probability of {@link Band#SAME}
     * @param review the least probability of {@link Band#REVIEW}
     */
    Deciding(Records records, Model model, double same, double review) {
        this.records = records;
        this.model = model;
        this.same = same;
        this.review = review;
    }

    List<Decided> decide(Edges edges, boolean oneToOne) {
        return records.linking() ? linked(edges, oneToOne) : grouped(edges);
    }

    private Band band(double probability, boolean veto) {
        if (probability >= same) {
            return veto ? Band.REVIEW : Band.SAME;
        }
        return probability >= review ? Band.REVIEW : Band.DIFFERENT;
    }

    private List<Decided> linked(Edges edges, boolean oneToOne) {
        List<Decided> decided = new ArrayList<>();
        if (!oneToOne) {
            for (int edge : edges.byOdds()) {
                double probability = edges.probability(edge);
                decided.add(new Decided(
                        edges.one(edge),
                        edges.other(edge),
                        probability,
                        band(probability, edges.veto(edge)),
                        vetoNote(edges.veto(edge))));
            }
            return decided;
        }
        double[] rivals = new double[records.size()];
        for (int edge = 0; edge < edges.size(); edge++) {
            rivals[edges.one(edge)] += edges.odds(edge);
            rivals[edges.other(edge)] += edges.odds(edge);
        }
        double alone = model.alone(records);
        boolean[] taken = new boolean[records.size()];
        double[] left = rivals.clone();
        for (int edge : edges.byOdds()) {
            int one = edges.one(edge);
            int other = edges.other(edge);
            double odds = edges.odds(edge);
            if (taken[one] || taken[other]) {
                String note = "the other has a likelier partner";
                double all = rivals[one] + rivals[other] - odds;
                double probability = odds / (alone + all);
                Band band = band(probability, true);
                decided.add(new Decided(one, other, probability, band, note));
                continue;
            }
            // what was given to others no longer competes
            double probability = odds / (alone + Math.max(odds, left[one] + left[other] - odds));
            if (probability >= review) {
                taken[one] = true;
                taken[other] = true;
            }
            decided.add(new Decided(
                    one, other, probability, band(probability, edges.veto(edge)), vetoNote(edges.veto(edge))));
        }
        return decided;
    }

    private static String vetoNote(boolean veto) {
        return veto ? "one piece of evidence alone asks for a look" : "";
    }

    private List<Decided> grouped(Edges edges) {
        int[] group = new int[records.size()];
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int row = 0; row < group.length; row++) {
            group[row] = row;
        }
        int[] order = edges.byOdds();
        for (int edge : order) {
            if (edges.probability(edge) < same) {
                break;
            }
            int one = group[edges.one(edge)];
            int other = group[edges.other(edge)];
            if (one == other || edges.veto(edge)) {
                continue;
            }
            List<Integer> ones = members.getOrDefault(one, List.of(one));
            List<Integer> others = members.getOrDefault(other, List.of(other));
            if (ones.size() + others.size() > LARGEST_GROUP || !belongTogether(ones, others)) {
                continue;
            }
            List<Integer> all = new ArrayList<>(ones);
            all.addAll(others);
            members.remove(other);
            members.put(one, all);
            others.forEach(row -> group[row] = one);
        }
        return told(edges, order, group, members);
    }

    /** Whether the pairs between two groups speak for one person, taken together. */
    private boolean belongTogether(List<Integer> ones, List<Integer> others) {
        if (ones.size() == 1 && others.size() == 1) {
            return true;
        }
        byte[] levels = new byte[records.evidence().size()];
        Model.Sum sum = new Model.Sum();
        double bits = 0;
        double against = model.household() > 0 ? MOST_AGAINST_RELATIVES : MOST_AGAINST;
        for (int one : ones) {
            for (int other : others) {
                score(one, other, levels, sum);
                if (sum.veto) {
                    return false;
                }
                bits += Math.clamp(Model.log2(sum.odds), -against, MOST_FOR);
            }
        }
        return bits > 0;
    }

    private void score(int one, int other, byte[] levels, Model.Sum sum) {
        int low = Math.min(one, other);
        int high = Math.max(one, other);
        model.levels(low, high, levels);
        model.add(low, high, levels, sum);
    }

    private List<Decided> told(Edges edges, int[] order, int[] group, Map<Integer, List<Integer>> members) {
        List<Decided> decided = new ArrayList<>();
        Map<Long, Double> known = new HashMap<>();
        for (int edge : order) {
            int one = edges.one(edge);
            int other = edges.other(edge);
            double probability = edges.probability(edge);
            if (group[one] == group[other]) {
                known.put((long) one << 32 | other, probability);
                continue;
            }
            boolean held = probability >= same;
            String note = edges.veto(edge)
                    ? vetoNote(true)
                    : held ? "held apart: what else is known of the group speaks against it" : "";
            double told = held ? Math.min(probability, Math.nextDown(same)) : probability;
            decided.add(new Decided(one, other, told, held ? Band.REVIEW : band(probability, edges.veto(edge)), note));
        }
        for (List<Integer> rows : members.values()) {
            List<Integer> sorted = rows.stream().sorted().toList();
            for (int x = 0; x < sorted.size(); x++) {
                for (int y = x + 1; y < sorted.size(); y++) {
                    int one = sorted.get(x);
                    int other = sorted.get(y);
                    double own = known.getOrDefault((long) one << 32 | other, 0.0);
                    boolean through = own < same;
                    decided.add(new Decided(
                            one,
                            other,
                            through ? same : own,
                            Band.SAME,
                            through ? "the same through others of the group" : ""));
                }
            }
        }
        return decided;
    }
}
