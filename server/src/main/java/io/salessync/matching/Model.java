package io.salessync.matching;

import java.util.List;

/**
 * What was learnt: how often pairs of one person, and pairs of strangers, stand on each level of each evidence. Weights are added
 * up, and the sum with the share of true pairs gives the probability.
 */
final class Model {
    /** No weight of one level is larger than this, in either direction, unless the values themselves are as rare. */
    private static final double LEAST = 1e-7;

    /** Odds beyond which there is no doubt: a few of them can be added up without losing the small ones. */
    static final double MOST = 1e12;

    /** However many of the records have a partner in the other file, a few do not. */
    private static final double LEAST_ALONE = 0.03;

    /** What is less likely than this is nobody, whatever relatives have in common. */
    private static final double WORTH = 1e-4;

    private final List<Evidence> evidence;
    private final double[][] m;
    private final double[][] u;
    private final double[] tied;
    private final int[] leaders;
    private final double[][] settled;
    private final int[] change;
    private final double[] changed = new double[Evidence.CHANGES];
    private double same;
    private double household;
    private double company;

    Model(List<Evidence> evidence) {
        this.evidence = evidence;
        this.m = new double[evidence.size()][];
        this.u = new double[evidence.size()][];
        this.tied = new double[evidence.size()];
        this.leaders = new int[evidence.size()];
        this.settled = new double[evidence.size()][];
        this.change = new int[evidence.size()];
        for (int e = 0; e < m.length; e++) {
            m[e] = evidence.get(e).expected().clone();
            u[e] = new double[m[e].length];
            Evidence leader = evidence.get(e).leader();
            change[e] = evidence.get(e).change();
            leaders[e] = leader == null ? -1 : evidence.indexOf(leader);
        }
    }

    List<Evidence> evidence() {
        return evidence;
    }

    double m(int e, int level) {
        return m[e][level];
    }

    double u(int e, int level) {
        return u[e][level];
    }

    void m(int e, double[] shares) {
        m[e] = shares;
    }

    void u(int e, double[] shares) {
        u[e] = shares;
    }

    /** How often strangers who agree on what an evidence hangs on agree on it. */
    void tied(int e, double share) {
        tied[e] = leaders[e] < 0 ? 0 : share;
    }

    double tied(int e) {
        return tied[e];
    }

    /** How often one person has changed all of what changes together between two records; 0 for {@link Evidence#ALONE}. */
    double changed(int kind) {
        return changed[kind];
    }

    void changed(int kind, double share) {
        changed[kind] = share;
    }

    /** What an evidence changes together with. */
    int change(int e) {
        return change[e];
    }

    double same() {
        return same;
    }

    double household() {
        return household;
    }

    double company() {
        return company;
    }

    /** The shares of all pairs that are one person, two of a household, two of a company. */
    void priors(double ofSame, double ofHousehold, double ofCompany) {
        same = ofSame;
        household = ofHousehold;
        company = ofCompany;
    }

    void levels(int one, int other, byte[] into) {
        for (int e = 0; e < into.length; e++) {
            into[e] = (byte) evidence.get(e).level(one, other);
        }
    }

    /** The chance that strangers stand on the level, with just these values where they matter. */
    double chance(int e, int one, int other, byte[] levels) {
        Evidence of = evidence.get(e);
        int level = levels[e];
        double own = of.chance(one, other, level);
        double chance = Double.isNaN(own) ? u[e][level] : own;
        if (tied[e] > 0 && level == of.tiedLevel()) {
            int at = leaders[e];
            if (levels[at] == evidence.get(at).top()) {
                chance = Math.max(chance, tied[e]);
            }
        }
        return Math.max(chance, LEAST);
    }

    /** The weight of one evidence, in bits: positive speaks for the same person. */
    double weight(int e, int one, int other, byte[] levels) {
        return levels[e] < 0 ? 0 : log2(m[e][levels[e]] / chance(e, one, other, levels));
    }

    /** What is known of a pair once all evidence is added up. */
    static final class Sum {
        /** Bits for the same person against strangers. */
        double weight;

        /** How much likelier it is to be the same person than anything else, the priors counted in. */
        double odds;

        boolean veto;

        /** By what changes together. */
        final double[] bits = new double[Evidence.CHANGES];

        void clear() {
            java.util.Arrays.fill(bits, 0);
            veto = false;
        }

        double probability() {
            return odds / (1 + odds);
        }
    }

    /** Learning is over: what is asked for each pair is worked out before. */
    void settle() {
        for (int e = 0; e < m.length; e++) {
            settled[e] = new double[m[e].length];
            for (int level = 0; level < m[e].length; level++) {
                settled[e][level] = log2(m[e][level] / Math.max(u[e][level], LEAST));
            }
        }
    }

    void add(int one, int other, byte[] levels, Sum into) {
        into.clear();
        for (int e = 0; e < levels.length; e++) {
            int level = levels[e];
            if (level < 0) {
                continue;
            }
            into.bits[change[e]] += level == 0 ? settled[e][0] : log2(m[e][level] / chance(e, one, other, levels));
            into.veto |= evidence.get(e).veto(level);
        }
        into.weight = into.bits[Evidence.ALONE];
        for (int kind = 1; kind < changed.length; kind++) {
            into.weight += orChanged(kind, into.bits[kind]);
        }
        double likelihood = same * Math.pow(2, into.weight);
        double others = 1 - same - household - company;
        if (likelihood > WORTH && (household > 0 || company > 0)) {
            others += relatives(one, other, levels);
        }
        into.odds = Math.min(MOST, likelihood / others);
    }

    /** How likely it is to see this of two of a household or a company. */
    private double relatives(int one, int other, byte[] levels) {
        double householdBits = 0;
        double companyBits = 0;
        for (int e = 0; e < levels.length; e++) {
            int level = levels[e];
            if (level >= 0) {
                double chance = chance(e, one, other, levels);
                householdBits += log2(evidence.get(e).relatives(level, m[e][level], chance));
                companyBits += log2(evidence.get(e).colleagues(level, m[e][level], chance));
            }
        }
        return household * Math.pow(2, householdBits) + company * Math.pow(2, companyBits);
    }

    /** The bits of what changes together, where all of it may have changed: then it says no more than it does of strangers. */
    double orChanged(int kind, double bits) {
        return bits == 0 || changed[kind] == 0 ? bits : log2((1 - changed[kind]) * Math.pow(2, bits) + changed[kind]);
    }

    /** The share of the smaller file's records that have no partner, as the share of true pairs has it. */
    double alone(Records records) {
        int smaller = Math.min(records.split(), records.size() - records.split());
        return Math.max(LEAST_ALONE, 1 - same * records.allPairs() / Math.max(1, smaller));
    }

    static double log2(double value) {
        return Math.log(value) * 1.4426950408889634;
    }
}
