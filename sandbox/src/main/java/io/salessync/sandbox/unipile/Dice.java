package io.salessync.sandbox.unipile;

import java.time.Duration;
import java.util.SplittableRandom;

/** Chances that depend on the seed and on what they are about, never on the order of calls. */
final class Dice {
    private Dice() {}

    static SplittableRandom of(long seed, Object... about) {
        long mixed = 0xcbf29ce484222325L ^ seed;
        for (Object part : about) {
            String text = String.valueOf(part);
            for (int i = 0; i < text.length(); i++) {
                mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
            }
            mixed = (mixed ^ 0x1f) * 0x100000001b3L;
        }
        return new SplittableRandom(mixed);
    }

    static double chance(long seed, Object... about) {
        return of(seed, about).nextDouble();
    }

    /** Some letters and digits that stand for what is given. */
    static String letters(int many, long seed, Object... about) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        SplittableRandom random = of(seed, about);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < many; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** A time to wait around a median, most often near it and now and then many times longer. */
    static Duration around(double medianHours, long seed, Object... about) {
        double hours = medianHours * Math.exp(1.1 * of(seed, about).nextGaussian());
        long seconds = Math.round(Math.clamp(hours, 0.05, 20 * 24) * 3600);
        return Duration.ofSeconds(seconds);
    }
}
