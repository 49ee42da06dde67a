package io.salessync.outreach.sending;

import java.nio.charset.StandardCharsets;

/** Chance by hash: the same names always draw the same, on every node and in every simulation. */
final class Draw {
    private Draw() {}

    /** From 0 to below 1. */
    static double share(Object... names) {
        long hash = 0xcbf29ce484222325L;
        for (Object name : names) {
            for (byte b : String.valueOf(name).getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
            }
            // so that "a", "bc" and "ab", "c" differ
            hash = (hash ^ 0xff) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return (hash >>> 11) * 0x1.0p-53;
    }

    /** From {@code least} to {@code most}, both included. */
    static long between(long least, long most, Object... names) {
        return most <= least ? least : least + (long) (share(names) * (most - least + 1));
    }
}
