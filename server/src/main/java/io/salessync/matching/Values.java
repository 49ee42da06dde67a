package io.salessync.matching;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One field of all records: the number of each record's text in a dictionary, and how often each text stands here. */
final class Values {
    /** From so many records on, what is counted among them says enough. */
    static final int ENOUGH = 500;

    /** Among hardly any records, what is usual is worth so many of them. */
    private static final int TRUST = 100;

    /** The share that a value usually has where there are very many: of names, streets, numbers, addresses. */
    private static final double RARE = 0.002;

    private final Dictionary texts;
    private final double usual;
    private int[] numbers = new int[1024];
    private int size;
    private int[] counts = {};
    private long filled;
    private Map<String, Long> known = Map.of();
    private boolean told;

    Values(Dictionary texts) {
        this(texts, RARE);
    }

    /** @param usual the share that a value of this field usually has: it counts where the records are few */
    Values(Dictionary texts, double usual) {
        this.texts = texts;
        this.usual = usual;
    }

    /**
     * How many records what is usual is worth beside so many that were counted. Two of three have this name because they are one person,
     * not because every other stranger has it: of a handful nothing can be learnt. From {@link #ENOUGH} on it is worth nothing.
     */
    static double trust(long records) {
        return TRUST * Math.max(0, 1 - (double) records / ENOUGH);
    }

    /** The next record's text; empty where it says nothing. */
    void add(String text) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = text.isEmpty() ? Dictionary.NONE : texts.number(text);
    }

    /** No more records come. */
    void close() {
        numbers = Arrays.copyOf(numbers, size);
        counts = new int[texts.size()];
        for (int number : numbers) {
            counts[number]++;
        }
        filled = size - (size == 0 ? 0 : counts[Dictionary.NONE]);
    }

    int of(int row) {
        return numbers[row];
    }

    boolean missing(int row) {
        return numbers[row] == Dictionary.NONE;
    }

    String text(int row) {
        return texts.text(numbers[row]);
    }

    Dictionary texts() {
        return texts;
    }

    /** How many records have this text here; the dictionary may know it from another field. */
    long count(int number) {
        long here = number < counts.length ? counts[number] : 0;
        return known.isEmpty() ? here : known.getOrDefault(texts.text(number), here);
    }

    /**
     * These are only some records of many: how often texts occur among all of them.
     *
     * @param often those that are not rare
     * @param all how many records there are
     */
    void among(Map<String, Long> often, long all) {
        known = Map.copyOf(often);
        told = true;
        filled = Math.max(2, all);
    }

    /** Texts that at least two records have, with their number. */
    Map<String, Long> repeated() {
        Map<String, Long> repeated = new HashMap<>();
        for (int number = 1; number < counts.length; number++) {
            if (counts[number] > 1) {
                repeated.put(texts.text(number), (long) counts[number]);
            }
        }
        return repeated;
    }

    /** The share of this text among the records that say something here: the chance that a stranger has it. */
    double share(int number) {
        if (filled == 0) {
            return 1;
        }
        // what is told of a population was counted in all of it
        double trust = told ? 0 : trust(size);
        return Math.min(1, (Math.max(1, count(number)) + trust * usual) / (filled + trust));
    }

    /** Whether a text is so rare here that it may be a slip of the pen. */
    boolean rare(int number) {
        return count(number) <= 1 + filled / 20_000;
    }
}
