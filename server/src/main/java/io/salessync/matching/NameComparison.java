package io.salessync.matching;

import java.util.List;
import java.util.Map;

/**
 * Names of people: given name and surname by levels each, the two also crosswise where they may stand in each other's field, and the
 * generation (junior, senior) where it is said.
 */
final class NameComparison extends Comparison {
    static final String GIVEN = "given name";
    static final String SURNAME = "surname";
    private static final double NEAR = 0.88;
    private static final int DIFFERS = 0;
    private static final int NEAR_KNOWN = 1;
    private static final int SOUNDS = 2;
    static final int SLIP = 3;
    private static final int SHORT = 4;
    private static final int EQUAL = 5;
    private static final int SWAPPED = 6;
    private static final int SWAPPED_NEAR = 7;
    private static final int MOVED = 8;

    private final Dictionary texts = new Dictionary();
    private final Values given = new Values(texts);
    private final Values family = new Values(texts);
    private final Values generation = new Values(new Dictionary());
    private final Likeness likeness = new Likeness(this::compared);
    private final ThreadLocal<Last> last = ThreadLocal.withInitial(Last::new);

    @Override
    void add(Map<String, List<String>> cells) {
        PersonName name = PersonName.of(cell(cells, "given"), cell(cells, "surname"), cell(cells, "full"));
        given.add(name.given());
        family.add(name.family());
        generation.add(name.generation());
    }

    @Override
    void close() {
        given.close();
        family.close();
        generation.close();
        texts.close();
        texts.prepareNames(Nicknames.standard());
    }

    /** Two texts of which neither is empty. */
    private int compared(int one, int other) {
        if (one == other) {
            return EQUAL;
        }
        String a = texts.text(one);
        String b = texts.text(other);
        if (texts.sameName(one, other) || shortened(a, b) || shortened(b, a)) {
            return SHORT;
        }
        boolean slip = (given.rare(one) && family.rare(one)) || (given.rare(other) && family.rare(other));
        double like = Distances.jaroWinkler(a, b);
        if (like >= NEAR || Math.min(a.length(), b.length()) > 3 && Distances.edits(a, b, 1) == 1) {
            return slip ? SLIP : texts.skeleton(one).equals(texts.skeleton(other)) ? SOUNDS : NEAR_KNOWN;
        }
        if (texts.skeleton(one).length() > 1 && texts.skeleton(one).equals(texts.skeleton(other))
                || closeSpelling(a, b)) {
            return SOUNDS;
        }
        return DIFFERS;
    }

    /** Longer names with two slips. */
    private static boolean closeSpelling(String a, String b) {
        return Math.min(a.length(), b.length()) >= 6 && Distances.edits(a, b, 2) <= 2;
    }

    /** An initial for a name, or the first of several names for all of them. */
    private static boolean shortened(String one, String whole) {
        if (one.length() >= whole.length() || !whole.startsWith(one)) {
            return false;
        }
        return one.length() == 1 || whole.charAt(one.length()) == ' ';
    }

    private int across(int a, int b) {
        return a == Dictionary.NONE || b == Dictionary.NONE ? Evidence.SILENT : likeness.level(a, b);
    }

    /** The last pair looked at: each of the two names asks for it. */
    private static final class Last {
        int one = -1;
        int other = -1;
        int crossed;
    }

    private int crossed(int i, int j) {
        Last at = last.get();
        if (at.one != i || at.other != j) {
            at.crossed = crossing(i, j);
            at.one = i;
            at.other = j;
        }
        return at.crossed;
    }

    /** Where the names stand in each other's field: the level for both together, or {@link Evidence#SILENT}. */
    private int crossing(int i, int j) {
        int givenOne = given.of(i);
        int givenOther = given.of(j);
        int familyOne = family.of(i);
        int familyOther = family.of(j);
        int straight = across(givenOne, givenOther) + across(familyOne, familyOther);
        int first = across(givenOne, familyOther);
        int second = across(familyOne, givenOther);
        if (first == EQUAL && second == EQUAL) {
            return givenOne == familyOne ? Evidence.SILENT : SWAPPED;
        }
        if (first + second > straight && Math.min(first, second) > DIFFERS && Math.max(first, second) == EQUAL) {
            return SWAPPED_NEAR;
        }
        boolean oneSided = givenOne == Dictionary.NONE
                || givenOther == Dictionary.NONE
                || familyOne == Dictionary.NONE
                || familyOther == Dictionary.NONE;
        return oneSided && Math.max(first, second) == EQUAL && straight <= 0 ? MOVED : Evidence.SILENT;
    }

    @Override
    Map<String, Values> values() {
        return Map.of(GIVEN, given, SURNAME, family);
    }

    @Override
    List<Evidence> evidence() {
        return List.of(new Given(), new Family(), new Generation());
    }

    private final class Given extends Evidence {
        Given() {
            super(
                    GIVEN,
                    new String[] {
                        "different",
                        "near",
                        "sounds alike",
                        "near, one of them rare: a slip",
                        "a form of the same name or its initial",
                        "equal"
                    },
                    new double[] {0.05, 0.02, 0.02, 0.06, 0.05, 0.8});
        }

        @Override
        int level(int one, int other) {
            if (crossed(one, other) != SILENT) {
                return SILENT;
            }
            return across(given.of(one), given.of(other));
        }

        @Override
        double chance(int one, int other, int level) {
            return level == EQUAL ? given.share(given.of(one)) : ESTIMATED;
        }
    }

    private final class Family extends Evidence {
        Family() {
            super(
                    SURNAME,
                    new String[] {
                        "different",
                        "near",
                        "sounds alike",
                        "near, one of them rare: a slip",
                        "a part of it",
                        "equal",
                        "equal with the given name swapped",
                        "nearly equal with the given name swapped",
                        "stands as the given name"
                    },
                    new double[] {0.03, 0.02, 0.02, 0.06, 0.01, 0.8, 0.04, 0.01, 0.01});
        }

        @Override
        int level(int one, int other) {
            int crossed = crossed(one, other);
            return crossed != SILENT ? crossed : across(family.of(one), family.of(other));
        }

        @Override
        double chance(int one, int other, int level) {
            return switch (level) {
                case EQUAL -> family.share(family.of(one));
                case SWAPPED -> given.share(given.of(other)) * family.share(family.of(other));
                case MOVED -> family.share(Math.max(family.of(one), family.of(other)));
                default -> ESTIMATED;
            };
        }

        @Override
        double household() {
            return 1;
        }

        @Override
        double relatives(int level, double m, double chance) {
            // where the given name is in it too, relatives do not share it
            return switch (level) {
                case SWAPPED, SWAPPED_NEAR -> 0.02 * m / chance;
                case MOVED -> 0.2 * m / chance;
                default -> m / chance;
            };
        }
    }

    private final class Generation extends Evidence {
        Generation() {
            super("generation", new String[] {"different", "equal"}, new double[] {0.001, 0.999});
        }

        @Override
        int level(int one, int other) {
            if (generation.missing(one) || generation.missing(other)) {
                return SILENT;
            }
            return generation.of(one) == generation.of(other) ? 1 : 0;
        }

        @Override
        double chance(int one, int other, int level) {
            return 0.5;
        }

        @Override
        boolean veto(int level) {
            return level == 0;
        }
    }

    @Override
    List<Keys> keys() {
        return List.of(
                new Keys("whole name", 1, false) {
                    @Override
                    long key(int row, int slot) {
                        int low = Math.min(given.of(row), family.of(row));
                        int high = Math.max(given.of(row), family.of(row));
                        return low == Dictionary.NONE ? 0 : mix(low, high);
                    }
                },
                new Keys("part of the name", 2, false) {
                    @Override
                    long key(int row, int slot) {
                        int number = slot == 0 ? given.of(row) : family.of(row);
                        return slot == 1 && number == given.of(row) ? 0 : number;
                    }
                },
                new Keys("sound of the whole name", 1, false) {
                    @Override
                    long key(int row, int slot) {
                        if (given.missing(row) || family.missing(row)) {
                            return 0;
                        }
                        return of(texts.skeleton(given.of(row))) ^ of(texts.skeleton(family.of(row)));
                    }
                },
                new Keys("sound of the surname", 1, true) {
                    @Override
                    long key(int row, int slot) {
                        return of(texts.skeleton(family.of(row)));
                    }
                },
                new Keys("initial", 1, true) {
                    @Override
                    long key(int row, int slot) {
                        return given.missing(row) ? 0 : 1 + given.text(row).charAt(0);
                    }
                });
    }
}
