package io.salessync.matching;

/** One blocking pass: records that share a key are looked at together. */
abstract class Keys {
    /** Keys have 40 bits: they are sorted together with the record's number. */
    static final long MASK = (1L << 40) - 1;

    private final String name;
    private final int slots;
    private final boolean weak;

    /**
     * @param slots how many keys a record can have
     * @param weak whether it only divides the large blocks of other passes
     */
    Keys(String name, int slots, boolean weak) {
        this.name = name;
        this.slots = slots;
        this.weak = weak;
    }

    String name() {
        return name;
    }

    int slots() {
        return slots;
    }

    boolean weak() {
        return weak;
    }

    /** The key, before it is mixed with the pass; 0: none. */
    abstract long key(int row, int slot);

    /** A key of several parts. */
    static long mix(long one, long other) {
        long mixed = (one * 0x9E3779B97F4A7C15L ^ other) * 0xC2B2AE3D27D4EB4FL;
        mixed ^= mixed >>> 29;
        mixed *= 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    static long of(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash, text.length());
    }
}
