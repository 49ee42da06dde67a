package io.salessync.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds the pairs that are worth comparing: records that share a key in any of several passes, each pair once. Where too many records
 * share a key, they are divided by a second one.
 */
final class Blocking {
    private static final int ROW_BITS = 24;
    private static final long ROW = (1L << ROW_BITS) - 1;
    /** The most records that fit beside a key. */
    static final int MOST = (int) ROW;

    private static final int CHUNKS = 256;

    private final int size;
    private final int split;
    private final long[][] keys;
    private final boolean[] weak;
    private final LongSet large = new LongSet();
    private final LongSet tooLarge = new LongSet();
    private final long[] entries;
    private final long[] divided;
    private long pairs;
    private long leftOut;

    /** Takes a pair that is to be compared; called by several threads. */
    interface Pairs {
        void pair(int worker, int one, int other);
    }

    /**
     * @param split records before this one are of the first file, the others of the second; as many as there are records where all are
     *     compared with all
     * @param budget about how many pairs to compare at most
     */
    Blocking(List<Keys> passes, int size, int split, long budget) {
        this.size = size;
        this.split = split;
        List<long[]> all = new ArrayList<>();
        List<Boolean> weakness = new ArrayList<>();
        for (int pass = 0; pass < passes.size(); pass++) {
            Keys of = passes.get(pass);
            for (int slot = 0; slot < of.slots(); slot++) {
                long[] column = new long[size];
                for (int row = 0; row < size; row++) {
                    long key = of.key(row, slot);
                    column[row] = key == 0 ? 0 : Math.max(1, Keys.mix(key, pass + 1L) & Keys.MASK);
                }
                all.add(column);
                weakness.add(of.weak());
            }
        }
        this.keys = all.toArray(long[][]::new);
        this.weak = new boolean[keys.length];
        for (int i = 0; i < weak.length; i++) {
            weak[i] = weakness.get(i);
        }
        long[] base = baseEntries();
        long cap = cap(base, budget);
        this.entries = keepSmall(base, cap, large, true);
        long[] second = dividedEntries();
        this.divided = keepSmall(second, cap(second, budget), tooLarge, false);
    }

    private long[] baseEntries() {
        int count = 0;
        for (int k = 0; k < keys.length; k++) {
            if (!weak[k]) {
                for (long key : keys[k]) {
                    count += key == 0 ? 0 : 1;
                }
            }
        }
        long[] all = new long[count];
        int at = 0;
        for (int k = 0; k < keys.length; k++) {
            if (!weak[k]) {
                for (int row = 0; row < size; row++) {
                    if (keys[k][row] != 0) {
                        all[at++] = keys[k][row] << ROW_BITS | row;
                    }
                }
            }
        }
        Arrays.parallelSort(all);
        return all;
    }

    /** Records of large blocks, by two keys at once. */
    private long[] dividedEntries() {
        if (large.isEmpty()) {
            return new long[0];
        }
        long[] all = new long[1024];
        int at = 0;
        long[] own = new long[keys.length];
        for (int row = 0; row < size; row++) {
            int count = largeKeys(row, own);
            for (int x = 0; x < count; x++) {
                for (int y = x + 1; y < count; y++) {
                    if (at == all.length) {
                        all = Arrays.copyOf(all, at + (at >> 1));
                    }
                    all[at++] = both(own[x], own[y]) << ROW_BITS | row;
                }
            }
        }
        all = Arrays.copyOf(all, at);
        Arrays.parallelSort(all);
        return all;
    }

    /** The keys of a record whose blocks were too large, and the weak ones; at least one is not weak, or there are none. */
    private int largeKeys(int row, long[] into) {
        int count = 0;
        boolean strong = false;
        for (int k = 0; k < keys.length; k++) {
            long key = keys[k][row];
            if (key != 0 && (weak[k] || large.contains(key))) {
                into[count++] = key;
                strong |= !weak[k];
            }
        }
        return strong ? count : 0;
    }

    private static long both(long one, long other) {
        return Math.max(1, Keys.mix(Math.min(one, other), Math.max(one, other)) & Keys.MASK);
    }

    private long pairsOf(long[] sorted, int from, int to) {
        if (split >= size) {
            return (long) (to - from) * (to - from - 1) / 2;
        }
        int left = 0;
        for (int i = from; i < to && (sorted[i] & ROW) < split; i++) {
            left++;
        }
        return (long) left * (to - from - left);
    }

    private static int end(long[] sorted, int from) {
        long key = sorted[from] >>> ROW_BITS;
        int to = from + 1;
        while (to < sorted.length && sorted[to] >>> ROW_BITS == key) {
            to++;
        }
        return to;
    }

    /** The largest block, in pairs, with which all blocks that are not larger stay within the budget. */
    private long cap(long[] sorted, long budget) {
        long[] bySize = new long[64];
        for (int from = 0; from < sorted.length; ) {
            int to = end(sorted, from);
            long count = pairsOf(sorted, from, to);
            bySize[64 - Long.numberOfLeadingZeros(count | 1)] += count;
            from = to;
        }
        long total = 0;
        for (int bits = 0; bits < bySize.length; bits++) {
            total += bySize[bits];
            if (total > budget) {
                return (1L << bits - 1) - 1;
            }
        }
        return Long.MAX_VALUE;
    }

    private long[] keepSmall(long[] sorted, long cap, LongSet others, boolean first) {
        int kept = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = end(sorted, from);
            long count = pairsOf(sorted, from, to);
            if (count > cap) {
                others.add(sorted[from] >>> ROW_BITS);
                leftOut += first ? 0 : count;
            } else if (count > 0) {
                pairs += count;
                System.arraycopy(sorted, from, sorted, kept, to - from);
                kept += to - from;
            }
            from = to;
        }
        return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
    }

    /** At most so many pairs come; pairs that share several keys are counted with each here. */
    long pairs() {
        return pairs;
    }

    /** Pairs, counted with each key, that share only keys which too many records share. */
    long leftOut() {
        return leftOut;
    }

    /** Goes through all pairs, {@code one < other}, with so many threads. */
    void each(int workers, Pairs consumer) {
        each(workers, 1, consumer);
    }

    /** Goes through a share of the pairs, the same ones each time. */
    void each(int workers, double share, Pairs consumer) {
        long limit = share >= 1 ? Long.MAX_VALUE : (long) (share * (1L << 31));
        AtomicInteger next = new AtomicInteger();
        Parallel.run(workers, worker -> {
            long[] common = new long[keys.length * 2];
            for (int chunk = next.getAndIncrement(); chunk < CHUNKS * 2; chunk = next.getAndIncrement()) {
                chunk(chunk < CHUNKS ? entries : divided, chunk % CHUNKS, common, limit, worker, consumer);
            }
        });
    }

    private void chunk(long[] sorted, int chunk, long[] common, long limit, int worker, Pairs consumer) {
        int from = border(sorted, chunk);
        int stop = border(sorted, chunk + 1);
        while (from < stop) {
            int to = end(sorted, from);
            long key = sorted[from] >>> ROW_BITS;
            for (int x = from; x < to; x++) {
                int one = (int) (sorted[x] & ROW);
                if (split < size && one >= split) {
                    break;
                }
                for (int y = x + 1; y < to; y++) {
                    int other = (int) (sorted[y] & ROW);
                    if (limit != Long.MAX_VALUE && Keys.mix(one, other) >>> 33 >= limit) {
                        continue;
                    }
                    if ((split >= size || other >= split) && one != other && owner(one, other, common) == key) {
                        consumer.pair(worker, one, other);
                    }
                }
            }
            from = to;
        }
    }

    private static int border(long[] sorted, int chunk) {
        int at = (int) ((long) sorted.length * chunk / CHUNKS);
        if (at == 0 || at >= sorted.length) {
            return at;
        }
        long key = sorted[at - 1] >>> ROW_BITS;
        while (at < sorted.length && sorted[at] >>> ROW_BITS == key) {
            at++;
        }
        return at;
    }

    /** The one block of all that a pair stands in, in which it is taken. */
    private long owner(int one, int other, long[] common) {
        int count = 0;
        boolean strong = false;
        for (int k = 0; k < keys.length; k++) {
            long key = keys[k][one];
            if (key == 0) {
                continue;
            }
            if (shares(key, k, other)) {
                if (!weak[k] && !large.contains(key)) {
                    return key;
                }
                strong |= !weak[k];
                common[count++] = key;
            }
        }
        if (!strong) {
            return 0;
        }
        for (int x = 0; x < count; x++) {
            for (int y = x + 1; y < count; y++) {
                long key = both(common[x], common[y]);
                if (!tooLarge.contains(key)) {
                    return key;
                }
            }
        }
        return 0;
    }

    /** A key of a pass with several slots may stand in another slot of the other record: passes are mixed into keys, so any slot does. */
    private boolean shares(long key, int k, int other) {
        if (keys[k][other] == key) {
            return true;
        }
        for (int near = Math.max(0, k - 2); near <= Math.min(keys.length - 1, k + 2); near++) {
            if (keys[near][other] == key) {
                return true;
            }
        }
        return false;
    }
}
