package io.salessync.matching;

/** A set of numbers other than 0, without an object for each. */
final class LongSet {
    private long[] cells = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(long number) {
        if (size * 2 >= cells.length) {
            long[] old = cells;
            cells = new long[old.length * 2];
            size = 0;
            for (long one : old) {
                if (one != 0) {
                    add(one);
                }
            }
        }
        int at = place(number);
        if (cells[at] == 0) {
            cells[at] = number;
            size++;
        }
    }

    boolean contains(long number) {
        return size > 0 && cells[place(number)] == number;
    }

    private int place(long number) {
        int at = (int) (number * 0x9E3779B97F4A7C15L >>> 32) & cells.length - 1;
        while (cells[at] != 0 && cells[at] != number) {
            at = at + 1 & cells.length - 1;
        }
        return at;
    }
}
