package io.salessync.matching;

import java.util.Arrays;

/** Remembers how two texts of a dictionary compare: the same few names meet again and again. Each thread has its own. */
final class Likeness {
    private static final int SIZE = 1 << 16;

    /** Compares two texts by their numbers. */
    interface Comparing {
        int level(int one, int other);
    }

    private final Comparing comparing;
    private final ThreadLocal<long[]> known = ThreadLocal.withInitial(() -> {
        long[] empty = new long[SIZE];
        Arrays.fill(empty, -1);
        return empty;
    });

    Likeness(Comparing comparing) {
        this.comparing = comparing;
    }

    /** The level, 15 at most; the order of the two does not matter. */
    int level(int one, int other) {
        long low = Math.min(one, other);
        long high = Math.max(one, other);
        long key = low << 29 | high;
        long[] cells = known.get();
        int cell = (int) ((key * 0x9E3779B97F4A7C15L) >>> 48);
        long found = cells[cell];
        if (found >> 4 == key) {
            return (int) (found & 15);
        }
        int level = comparing.level((int) low, (int) high);
        cells[cell] = key << 4 | level;
        return level;
    }
}
