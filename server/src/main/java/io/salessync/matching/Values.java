package io.salessync.matching;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One field of all records: the number of each record's text in a dictionary, and how often each text stands here. */
final class Values {
    private final Dictionary texts;
    private int[] numbers = new int[1024];
    private int size;
    private int[] counts = {};
    private long filled;
    private Map<String, Long> known = Map.of();

    Values(Dictionary texts) {
        this.texts = texts;
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
        return filled == 0 ? 1 : Math.min(1, (double) Math.max(1, count(number)) / filled);
    }

    /** Whether a text is so rare here that it may be a slip of the pen. */
    boolean rare(int number) {
        return count(number) <= 1 + filled / 20_000;
    }
}
