package io.salessync.matching;

import java.util.Arrays;

/** One field of all records: the number of each record's text in a dictionary, and how often each text stands here. */
final class Values {
    private final Dictionary texts;
    private int[] numbers = new int[1024];
    private int size;
    private int[] counts = {};
    private long filled;

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
    int count(int number) {
        return number < counts.length ? counts[number] : 0;
    }

    /** The share of this text among the records that say something here: the chance that a stranger has it. */
    double share(int number) {
        return filled == 0 ? 1 : (double) Math.max(1, count(number)) / filled;
    }

    /** Whether a text is so rare here that it may be a slip of the pen. */
    boolean rare(int number) {
        return count(number) <= 1 + filled / 20_000;
    }
}
