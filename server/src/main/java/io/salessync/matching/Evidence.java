package io.salessync.matching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that two records can agree on, by levels: 0 is the farthest, what is missing on one side says nothing.
 */
abstract class Evidence {
    /** One side does not say. */
    static final int SILENT = -1;

    /** No chance of its own: the estimated one of the level counts. */
    static final double ESTIMATED = Double.NaN;

    private static final double NEAR_BY_CHANCE = 0.01;

    /** Values of {@link #change()}. */
    static final int ALONE = 0;

    static final int MOVE = 1;
    static final int NEW_JOB = 2;
    static final int CHANGES = 3;

    private final String name;
    private final String[] words;
    private final double[] expected;
    private final int top;

    /**
     * @param words what each level is called, from the farthest to the nearest
     * @param expected how often true pairs are expected on each level before anything is learnt; adds up to 1
     */
    Evidence(String name, String[] words, double[] expected) {
        this.name = name;
        this.words = words;
        this.expected = expected;
        this.top = Math.max(List.of(words).indexOf("equal"), 0);
        if (words.length != expected.length) {
            throw new IllegalArgumentException(name);
        }
    }

    String name() {
        return name;
    }

    String[] words() {
        return words;
    }

    double[] expected() {
        return expected;
    }

    /** How often strangers are expected on a level before anything is counted: they differ. */
    double expectedOfStrangers(int level) {
        return level == 0 ? 1 - NEAR_BY_CHANCE * (levels() - 1) : NEAR_BY_CHANCE;
    }

    int levels() {
        return words.length;
    }

    /** The level of full agreement in the same field. */
    int top() {
        return top;
    }

    abstract int level(int one, int other);

    /** The chance that two strangers stand on this level with just these values; {@link #ESTIMATED} where only the level counts. */
    double chance(int one, int other, int level) {
        return ESTIMATED;
    }

    /** How much of it people of one household have in common: 0 nothing, 1 as much as one person with herself. */
    double household() {
        return 0;
    }

    /** How much of it people of one company have in common. */
    double company() {
        return 0;
    }

    /** The likelihood against strangers, for people of one household. */
    double relatives(int level, double m, double chance) {
        return household() * m / chance + 1 - household();
    }

    /** The likelihood against strangers, for colleagues. */
    double colleagues(int level, double m, double chance) {
        return company() * m / chance + 1 - company();
    }

    /** Whether this level alone keeps a pair from being taken as the same without a look. */
    boolean veto(int level) {
        return false;
    }

    /**
     * What changes together in a person's life, by number: who moves has another street, city and postcode at once. 0: changes alone.
     */
    int change() {
        return ALONE;
    }

    /**
     * The evidence on which this one hangs: strangers who agree there fully stand here on {@link #tiedLevel()} more often than by chance,
     * as a postcode tells the state.
     */
    @Nullable Evidence leader() {
        return null;
    }

    /** Where strangers stand too often who agree on the leader. */
    int tiedLevel() {
        return top;
    }

    /** Learns of what else is compared. */
    void meet(List<Evidence> all) {}
}
