package io.salessync.matching;

import java.util.Arrays;

/** Pairs that may be the same person, with their odds; without an object for each. */
final class Edges {
    private int[] ones = new int[1024];
    private int[] others = new int[1024];
    private double[] odds = new double[1024];
    private boolean[] vetoes = new boolean[1024];
    private int size;

    synchronized void add(int one, int other, double ofOdds, boolean veto) {
        if (size == ones.length) {
            int more = size * 2;
            ones = Arrays.copyOf(ones, more);
            others = Arrays.copyOf(others, more);
            odds = Arrays.copyOf(odds, more);
            vetoes = Arrays.copyOf(vetoes, more);
        }
        ones[size] = one;
        others[size] = other;
        odds[size] = ofOdds;
        vetoes[size++] = veto;
    }

    int size() {
        return size;
    }

    int one(int edge) {
        return ones[edge];
    }

    int other(int edge) {
        return others[edge];
    }

    double odds(int edge) {
        return odds[edge];
    }

    boolean veto(int edge) {
        return vetoes[edge];
    }

    double probability(int edge) {
        return odds[edge] / (1 + odds[edge]);
    }

    /** The edges' numbers, the likeliest first; ties in the order of the records, so that the same files give the same answer. */
    int[] byOdds() {
        return java.util.stream.IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> {
                    int by = Double.compare(odds[b], odds[a]);
                    by = by != 0 ? by : Integer.compare(ones[a], ones[b]);
                    return by != 0 ? by : Integer.compare(others[a], others[b]);
                })
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
