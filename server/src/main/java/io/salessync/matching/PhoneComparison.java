package io.salessync.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Telephone numbers: of several, the two that are nearest count. */
final class PhoneComparison extends Comparison {
    private static final int DIFFERS = 0;
    private static final int NEAR = 1;
    private static final int SAME_END = 2;
    private static final int EQUAL = 3;

    private final String name;
    private final int width;
    private final String region;
    private final Dictionary numbers = new Dictionary();
    private final List<Values> phones = new ArrayList<>();
    private final Likeness likeness = new Likeness(this::compared);

    /**
     * @param width how many columns hold numbers
     * @param region the country, by its two letters, of numbers written without one; empty: they are compared by their digits
     */
    PhoneComparison(String name, int width, String region) {
        this.name = name;
        this.width = width;
        this.region = region;
        for (int i = 0; i < width; i++) {
            phones.add(new Values(numbers));
        }
    }

    @Override
    void add(Map<String, List<String>> cells) {
        List<String> written = cells.getOrDefault("phone", List.of());
        for (int i = 0; i < width; i++) {
            phones.get(i).add(i < written.size() ? Phones.normal(written.get(i), region) : "");
        }
    }

    @Override
    void close() {
        phones.forEach(Values::close);
        numbers.close();
    }

    private int compared(int one, int other) {
        String a = numbers.text(one);
        String b = numbers.text(other);
        if (a.equals(b)) {
            return EQUAL;
        }
        if (Phones.end(a).equals(Phones.end(b))) {
            return SAME_END;
        }
        return Math.min(a.length(), b.length()) >= 7 && Distances.edits(a, b, 1) <= 1 ? NEAR : DIFFERS;
    }

    @Override
    Map<String, Values> values() {
        return Map.of(name, phones.getFirst(), name + " 2", phones.getLast());
    }

    @Override
    List<Evidence> evidence() {
        return List.of(new Phone());
    }

    private final class Phone extends Evidence {
        Phone() {
            super(name, new String[] {"different", "one digit off", "same last digits", "equal"}, new double[] {
                0.25, 0.05, 0.05, 0.65
            });
        }

        @Override
        int level(int one, int other) {
            int best = SILENT;
            for (Values ones : phones) {
                for (Values others : phones) {
                    int a = ones.of(one);
                    int b = others.of(other);
                    if (a != Dictionary.NONE && b != Dictionary.NONE) {
                        best = Math.max(best, a == b ? EQUAL : likeness.level(a, b));
                    }
                }
            }
            return best;
        }

        @Override
        double chance(int one, int other, int level) {
            if (level != EQUAL) {
                return ESTIMATED;
            }
            double chance = 0;
            for (Values ones : phones) {
                for (Values others : phones) {
                    if (ones.of(one) != Dictionary.NONE && ones.of(one) == others.of(other)) {
                        chance = Math.max(chance, Math.max(ones.share(ones.of(one)), others.share(others.of(other))));
                    }
                }
            }
            return chance == 0 ? ESTIMATED : chance;
        }

        @Override
        double household() {
            return 0.5;
        }

        @Override
        double company() {
            return 0.4;
        }
    }

    @Override
    List<Keys> keys() {
        return List.of(new Keys(name, width, false) {
            @Override
            long key(int row, int slot) {
                Values values = phones.get(slot);
                return values.missing(row) ? 0 : of(Phones.end(values.text(row)));
            }
        });
    }
}
