package io.salessync.matching;

/** Texts such as streets and companies: equal, near, somewhat near. */
class TextEvidence extends Evidence {
    static final int DIFFERS = 0;
    static final int LIKE = 1;
    static final int NEAR = 2;
    static final int SLIP = 3;
    static final int EQUAL = 4;

    final Values values;
    private final Likeness likeness;
    private final double household;
    private final double company;

    TextEvidence(String name, Values values, double household, double company) {
        super(
                name,
                new String[] {"different", "somewhat alike", "near", "near, one of them rare: a slip", "equal"},
                new double[] {0.07, 0.04, 0.03, 0.11, 0.75});
        this.values = values;
        this.likeness = new Likeness((one, other) -> compared(values, one, other));
        this.household = household;
        this.company = company;
    }

    private static int compared(Values values, int one, int other) {
        String a = values.texts().text(one);
        String b = values.texts().text(other);
        double like = Distances.jaroWinkler(a, b);
        if (like >= 0.9 || Math.min(a.length(), b.length()) > 3 && Distances.edits(a, b, 1) == 1) {
            return values.rare(one) || values.rare(other) ? SLIP : NEAR;
        }
        if (Math.min(a.length(), b.length()) >= 8 && Distances.edits(a, b, 3) <= 3) {
            return NEAR;
        }
        return like >= 0.82 || within(a, b) || within(b, a) ? LIKE : DIFFERS;
    }

    /** All words of the shorter at the beginning of the longer. */
    private static boolean within(String shorter, String longer) {
        return shorter.length() >= 4
                && longer.length() > shorter.length()
                && longer.startsWith(shorter)
                && longer.charAt(shorter.length()) == ' ';
    }

    final int across(int one, int other) {
        if (one == Dictionary.NONE || other == Dictionary.NONE) {
            return SILENT;
        }
        return one == other ? EQUAL : likeness.level(one, other);
    }

    @Override
    int level(int one, int other) {
        return across(values.of(one), values.of(other));
    }

    @Override
    double chance(int one, int other, int level) {
        return level == EQUAL ? values.share(values.of(one)) : ESTIMATED;
    }

    @Override
    double household() {
        return household;
    }

    @Override
    double company() {
        return company;
    }
}
