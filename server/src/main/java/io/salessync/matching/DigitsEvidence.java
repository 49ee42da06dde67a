package io.salessync.matching;

/** Numbers and codes: equal, one or two signs off (a swap of neighbours is one), different. */
class DigitsEvidence extends Evidence {
    static final int EQUAL = 3;

    private final Values values;
    private final Likeness likeness;
    private final double household;
    private final double company;

    DigitsEvidence(String name, Values values, double household, double company) {
        super(name, new String[] {"different", "two signs off", "one sign off", "equal"}, new double[] {
            0.07, 0.03, 0.1, 0.8
        });
        this.values = values;
        this.likeness = new Likeness((one, other) -> {
            String a = values.texts().text(one);
            String b = values.texts().text(other);
            int shorter = Math.min(a.length(), b.length());
            int edits = Distances.edits(a, b, 2);
            // one sign of two is half of it
            return edits == 1 && shorter >= 2 ? 2 : edits == 2 && shorter >= 4 || edits == 1 ? 1 : 0;
        });
        this.household = household;
        this.company = company;
    }

    @Override
    int level(int one, int other) {
        int a = values.of(one);
        int b = values.of(other);
        if (a == Dictionary.NONE || b == Dictionary.NONE) {
            return SILENT;
        }
        return a == b ? EQUAL : likeness.level(a, b);
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
