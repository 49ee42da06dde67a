package io.salessync.matching;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Learns a model from the records alone: strangers from pairs drawn at random, true pairs by expectation and maximisation. */
final class Estimation {
    private static final long SEED = 42;
    private static final int RANDOM_PAIRS = 500_000;
    private static final int SAMPLE = 1_000_000;
    private static final int TIE_SAMPLE = 500_000;
    private static final double MOST_DIFFERENT = 0.8;
    private static final int ROUNDS = 60;
    /** Of a few records one pair of relatives would be all pairs there are, and nothing would be left for strangers. */
    private static final double MOST_RELATIVES = 0.2;
    /** How many pairs the expectations that come with the program are worth. */
    private static final double TRUST = 10;
    /** How often people are expected to have moved, or to have another job, between two records. */
    private static final double CHANGED = 0.05;

    private final Records records;
    private final Blocking blocking;
    private final boolean relatives;
    private final boolean oneToOne;
    private final Model model;
    private final int workers;
    private final int fair;
    private final int seeds;

    private int[] ones = {};
    private int[] others = {};
    private byte[][] levels = {};
    private float[][] bits = {};
    private int sample;
    private double scale = 1;

    Estimation(Records records, Blocking blocking, boolean relatives, boolean oneToOne, int workers) {
        this(records, blocking, relatives, oneToOne, workers, records.size(), records.size());
    }

    /**
     * @param fair strangers are drawn among the first so many records: those after them were chosen for being like one of them
     * @param seeds of the first so many records all that are like them are there
     */
    Estimation(
            Records records, Blocking blocking, boolean relatives, boolean oneToOne, int workers, int fair, int seeds) {
        this.fair = fair;
        this.seeds = seeds;
        this.records = records;
        this.blocking = blocking;
        this.relatives = relatives;
        this.oneToOne = oneToOne && records.linking();
        this.workers = workers;
        this.model = new Model(records.evidence());
    }

    Model learn() {
        strangers();
        ties();
        draw();
        maximise(true);
        if (mistrust()) {
            maximise(false);
        }
        model.settle();
        return model;
    }

    /** How many of its household, and how many colleagues, a record has among the others, on the average. */
    double[] relativesOfEach() {
        double[] each = new double[2];
        double[] three = new double[3];
        double[] move = new double[Evidence.CHANGES];
        double strangers = 1 - model.same() - model.household() - model.company();
        for (int i = 0; i < sample; i++) {
            int known = (ones[i] < seeds ? 1 : 0) + (others[i] < seeds ? 1 : 0);
            if (known > 0) {
                likelihoods(i, three, move);
                double total = three[0] + three[1] + three[2] + strangers;
                each[0] += known * three[1] / total;
                each[1] += known * three[2] / total;
            }
        }
        for (int kind = 0; kind < each.length; kind++) {
            each[kind] *= scale / Math.max(1, seeds);
        }
        return each;
    }

    private void strangers() {
        List<Evidence> evidence = records.evidence();
        double[][] counts = new double[evidence.size()][];
        for (int e = 0; e < counts.length; e++) {
            counts[e] = new double[evidence.get(e).levels()];
        }
        long draws = (long) Math.min(RANDOM_PAIRS, records.allPairs() * 2);
        if (records.size() > 1 && draws > 0) {
            SplittableRandom random = new SplittableRandom(SEED);
            byte[] at = new byte[evidence.size()];
            for (long draw = 0; draw < draws; draw++) {
                int one = random.nextInt(Math.min(fair, records.split()));
                int other = records.linking() ? random.nextInt(records.split(), records.size()) : random.nextInt(fair);
                if (one == other) {
                    continue;
                }
                model.levels(one, other, at);
                for (int e = 0; e < at.length; e++) {
                    if (at[e] >= 0) {
                        counts[e][at[e]]++;
                    }
                }
            }
        }
        // pairs of a few records tell of these records only, and true pairs are a large part of them
        double expected = Values.trust(records.size()) * Math.max(1, (double) draws / Math.max(1, records.size()));
        for (int e = 0; e < counts.length; e++) {
            for (int level = 0; level < counts[e].length; level++) {
                counts[e][level] += expected * evidence.get(e).expectedOfStrangers(level);
            }
            double total = Arrays.stream(counts[e]).sum() + 0.5 * counts[e].length;
            double[] shares = new double[counts[e].length];
            for (int level = 0; level < shares.length; level++) {
                shares[level] = (counts[e][level] + 0.5) / total;
            }
            model.u(e, shares);
        }
    }

    /** Looks, among pairs that agree on what an evidence hangs on but not in their names, how often they agree on it too. */
    private void ties() {
        List<Evidence> evidence = records.evidence();
        for (int e = 0; e < evidence.size(); e++) {
            Evidence leader = evidence.get(e).leader();
            if (leader != null) {
                model.tied(e, tie(evidence, e, leader));
            }
        }
    }

    private double tie(List<Evidence> evidence, int e, Evidence leader) {
        long[] seen = new long[2 * workers];
        int top = evidence.get(e).tiedLevel();
        int leaderTop = leader.top();
        double rate = Math.min(1, TIE_SAMPLE / (double) Math.max(1, blocking.pairs()));
        blocking.each(workers, rate, (worker, one, other) -> {
            if (leader.level(one, other) != leaderTop || alike(evidence, leader, one, other)) {
                return;
            }
            int level = evidence.get(e).level(one, other);
            if (level >= 0) {
                seen[2 * worker]++;
                seen[2 * worker + 1] += level == top ? 1 : 0;
            }
        });
        long all = 0;
        long agree = 0;
        for (int worker = 0; worker < workers; worker++) {
            all += seen[2 * worker];
            agree += seen[2 * worker + 1];
        }
        return all < 50 ? 0 : (double) agree / all;
    }

    /** Whether their names are anything but different. */
    private static boolean alike(List<Evidence> evidence, Evidence leader, int one, int other) {
        for (Evidence another : evidence) {
            if (isName(another) && another != leader && another.level(one, other) != 0) {
                return true;
            }
        }
        return false;
    }

    private void draw() {
        int width = records.evidence().size();
        double rate = Math.min(1, SAMPLE / (double) Math.max(1, blocking.pairs()));
        int room = (int) Math.min(blocking.pairs(), SAMPLE + 100_000);
        ones = new int[room];
        others = new int[room];
        levels = new byte[room][];
        bits = new float[room][];
        blocking.each(workers, rate, (worker, one, other) -> {
            byte[] at = new byte[width];
            model.levels(one, other, at);
            float[] chances = new float[width];
            for (int e = 0; e < width; e++) {
                chances[e] = at[e] < 0 ? 1 : (float) model.chance(e, one, other, at);
            }
            keep(one, other, at, chances);
        });
        scale = 1 / rate;
    }

    private synchronized void keep(int one, int other, byte[] at, float[] chances) {
        if (sample < ones.length) {
            ones[sample] = one;
            others[sample] = other;
            levels[sample] = at;
            bits[sample++] = chances;
        }
    }

    /** @param weights whether weights are learnt too; else only how many pairs are one person, of a household, of a company */
    private void maximise(boolean weights) {
        List<Evidence> evidence = records.evidence();
        double all = Math.max(1, records.allPairs());
        double most = oneToOne ? Math.min(records.split(), records.size() - records.split()) / all : 0.5;
        double same = Math.min(most, Math.min(0.1, records.size() * 0.2 / all));
        double household = relatives ? Math.min(MOST_RELATIVES, records.size() * 0.1 / all) : 0;
        double company = household;
        model.priors(same, household, company);
        for (int kind = 1; kind < Evidence.CHANGES; kind++) {
            model.changed(kind, CHANGED);
        }
        double[] odds = new double[sample];
        double[] rows = oneToOne ? new double[records.size()] : new double[0];
        double before = -1;
        for (int round = 0; round < ROUNDS; round++) {
            double[][] counts = new double[evidence.size()][];
            for (int e = 0; e < counts.length; e++) {
                counts[e] = new double[evidence.get(e).levels()];
                for (int level = 0; level < counts[e].length; level++) {
                    counts[e][level] = TRUST * evidence.get(e).expected()[level];
                }
            }
            double alone = oneToOne ? model.alone(records) : 1;
            double sumSame = 0;
            double sumHousehold = 0;
            double sumCompany = 0;
            double[] three = new double[3];
            double[] move = new double[Evidence.CHANGES];
            double[] moves = new double[Evidence.CHANGES];
            double[] could = new double[Evidence.CHANGES];
            Arrays.fill(rows, 0);
            for (int i = 0; i < sample; i++) {
                likelihoods(i, three, move);
                double strangers = 1 - model.same() - model.household() - model.company();
                double rest = three[1] + three[2] + strangers;
                double total = three[0] + rest;
                odds[i] = Math.min(Model.MOST, three[0] / rest);
                sumHousehold += three[1] / total;
                sumCompany += three[2] / total;
                if (oneToOne) {
                    rows[ones[i]] += odds[i];
                    rows[others[i]] += odds[i];
                }
            }
            for (int i = 0; i < sample; i++) {
                double rivals = oneToOne ? scale * (rows[ones[i]] + rows[others[i]] - 2 * odds[i]) : 0;
                double probability = odds[i] / (alone + odds[i] + rivals);
                sumSame += probability;
                byte[] at = levels[i];
                likelihoods(i, three, move);
                for (int e = 0; e < at.length; e++) {
                    if (at[e] >= 0) {
                        counts[e][at[e]] += probability * (1 - move[model.change(e)]) * scale;
                    }
                }
                for (int kind = 1; kind < move.length; kind++) {
                    if (move[kind] > 0) {
                        moves[kind] += probability * move[kind] * scale;
                        could[kind] += probability * scale;
                    }
                }
            }
            for (int e = 0; e < counts.length; e++) {
                double total = Arrays.stream(counts[e]).sum();
                for (int level = 0; level < counts[e].length; level++) {
                    counts[e][level] = Math.max(1e-5, counts[e][level] / total);
                }
                if (weights) {
                    model.m(e, counts[e]);
                }
            }
            for (int kind = 1; weights && kind < moves.length; kind++) {
                model.changed(kind, (moves[kind] + TRUST * CHANGED) / (could[kind] + TRUST));
            }
            double share = Math.min(most, Math.max(sumSame * scale, 0.5) / all);
            model.priors(
                    share,
                    relatives ? Math.min(MOST_RELATIVES, Math.max(sumHousehold * scale, 1) / all) : 0,
                    relatives ? Math.min(MOST_RELATIVES, Math.max(sumCompany * scale, 1) / all) : 0);
            if (Math.abs(share - before) < 1e-4 * share) {
                return;
            }
            before = share;
        }
    }

    /**
     * Where being different came out as speaking for one person, something else was learnt: what is expected holds then. Where that is so of a
     * name, those taken for one person are no persons at all (among records of which hardly any is there twice, neighbours or colleagues are
     * what stands out), and nothing that was learnt of them holds.
     *
     * @return whether nothing holds
     */
    private boolean mistrust() {
        List<Evidence> evidence = model.evidence();
        boolean all = false;
        for (int e = 0; e < evidence.size(); e++) {
            all |= strange(e) && isName(evidence.get(e));
        }
        for (int e = 0; e < evidence.size(); e++) {
            if (all || strange(e)) {
                model.m(e, evidence.get(e).expected().clone());
            }
        }
        return all;
    }

    private boolean strange(int e) {
        return model.m(e, 0) > MOST_DIFFERENT * model.u(e, 0);
    }

    private static boolean isName(Evidence evidence) {
        return evidence.name().equals(NameComparison.SURNAME) || evidence.name().equals(NameComparison.GIVEN);
    }

    /** @param move takes, by what changes together, the probability that all of it changed if it is one person; 0 where nothing is said */
    private void likelihoods(int i, double[] three, double[] move) {
        byte[] at = levels[i];
        float[] chances = bits[i];
        double ofHousehold = model.household();
        double ofCompany = model.company();
        Arrays.fill(move, 1);
        int said = 0;
        for (int e = 0; e < at.length; e++) {
            int level = at[e];
            if (level < 0) {
                continue;
            }
            double share = model.m(e, level);
            double chance = chances[e];
            move[model.change(e)] *= share / chance;
            said |= 1 << model.change(e);
            if (relatives) {
                Evidence of = model.evidence().get(e);
                ofHousehold *= of.relatives(level, share, chance);
                ofCompany *= of.colleagues(level, share, chance);
            }
        }
        three[0] = model.same() * move[Evidence.ALONE];
        move[Evidence.ALONE] = 0;
        for (int kind = 1; kind < move.length; kind++) {
            if ((said & 1 << kind) == 0) {
                move[kind] = 0;
                continue;
            }
            double either = (1 - model.changed(kind)) * move[kind] + model.changed(kind);
            three[0] *= either;
            move[kind] = model.changed(kind) / either;
        }
        three[1] = ofHousehold;
        three[2] = ofCompany;
    }

    /** For reports: how many pairs the weights were learnt from. */
    int learntFrom() {
        return sample;
    }
}
