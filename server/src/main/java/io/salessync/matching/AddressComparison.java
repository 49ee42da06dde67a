package io.salessync.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Street addresses and the place they lie in; the two lines of an address are compared crosswise as well. */
final class AddressComparison extends Comparison {
    private static final int NEAR_ACROSS = 5;
    private static final int EQUAL_ACROSS = 6;
    private static final Pattern NUMBER_FIRST = Pattern.compile("^(\\d+[a-z]?(?:[ /-]\\d+[a-z]?)?)[ ,]+(.+)$");
    private static final Pattern NUMBER_LAST = Pattern.compile("^(.+?)[ ,]+(\\d+ ?[a-z]?)$");

    private final String name;
    private final boolean street;
    private final boolean more;
    private final boolean city;
    private final boolean postcode;
    private final boolean state;
    private final boolean country;
    private final Dictionary lines = new Dictionary();
    private final Values streets = new Values(lines);
    private final Values second = new Values(lines);
    private final Values numbers = new Values(new Dictionary());
    private final Values cities = new Values(new Dictionary(), 0.02);
    private final Values postcodes = new Values(new Dictionary());
    private final Values states = new Values(new Dictionary(), 0.1);
    private final Values countries = new Values(new Dictionary(), 0.5);

    /** @param roles the parts that are configured */
    AddressComparison(String name, java.util.Set<String> roles) {
        this.name = name;
        this.street = roles.contains("street");
        this.more = roles.contains("line2");
        this.city = roles.contains("city");
        this.postcode = roles.contains("postcode");
        this.state = roles.contains("state");
        this.country = roles.contains("country");
    }

    @Override
    void add(Map<String, List<String>> cells) {
        String line = Streets.folded(cell(cells, "street"));
        String number = Folding.words(cell(cells, "number"));
        if (number.isEmpty()) {
            Matcher first = NUMBER_FIRST.matcher(line);
            Matcher last = NUMBER_LAST.matcher(line);
            if (first.matches()) {
                number = first.group(1);
                line = first.group(2);
            } else if (last.matches()) {
                number = last.group(2);
                line = last.group(1);
            }
        }
        streets.add(line);
        numbers.add(number);
        second.add(Streets.folded(cell(cells, "line2")));
        cities.add(Folding.words(cell(cells, "city")));
        postcodes.add(Folding.code(cell(cells, "postcode")));
        states.add(Folding.words(cell(cells, "state")));
        countries.add(Folding.words(cell(cells, "country")));
    }

    @Override
    void close() {
        List.of(streets, second, numbers, cities, postcodes, states, countries).forEach(Values::close);
        lines.close();
    }

    @Override
    Map<String, Values> values() {
        return Map.of(
                "street",
                streets,
                "street number",
                numbers,
                "city",
                cities,
                "postcode",
                postcodes,
                "state",
                states,
                "country",
                countries);
    }

    @Override
    List<Evidence> evidence() {
        List<Evidence> evidence = new ArrayList<>();
        Evidence leader = null;
        if (postcode) {
            leader = new Digits("postcode", postcodes);
            evidence.add(leader);
        }
        if (street) {
            evidence.add(new Street(leader));
            evidence.add(new Digits("street number", numbers));
        }
        if (more) {
            evidence.add(new Second());
        }
        if (city) {
            evidence.add(new Hanging("city", cities, leader));
        }
        if (state) {
            evidence.add(new Hanging("state", states, leader));
        }
        if (country) {
            evidence.add(new Hanging("country", countries, leader));
        }
        return evidence;
    }

    private static final class Digits extends DigitsEvidence {
        Digits(String name, Values values) {
            super(name, values, 1, 0.5);
        }

        @Override
        int change() {
            return MOVE;
        }
    }

    private static final class Hanging extends TextEvidence {
        private final @Nullable Evidence leader;

        Hanging(String name, Values values, @Nullable Evidence leader) {
            super(name, values, 1, 0.5);
            this.leader = leader;
        }

        @Override
        int change() {
            return MOVE;
        }

        @Override
        @Nullable Evidence leader() {
            return leader;
        }
    }

    /** The first line; where it stands as the other's second line, that counts too. */
    private final class Street extends Evidence {
        private final TextEvidence straight = new TextEvidence("street", streets, 1, 0.5);
        private final @Nullable Evidence leader;

        Street(@Nullable Evidence leader) {
            super(
                    name.equals("address") ? "street" : name,
                    new String[] {
                        "different",
                        "somewhat alike",
                        "near",
                        "near, one of them rare: a slip",
                        "equal",
                        "near the other's second line",
                        "equal to the other's second line"
                    },
                    new double[] {0.06, 0.03, 0.03, 0.1, 0.73, 0.02, 0.03});
            this.leader = leader;
        }

        @Override
        int level(int one, int other) {
            int level = straight.level(one, other);
            if (!more || level >= TextEvidence.NEAR) {
                return level;
            }
            int across = Math.max(
                    straight.across(streets.of(one), second.of(other)),
                    straight.across(second.of(one), streets.of(other)));
            if (across == TextEvidence.EQUAL) {
                return EQUAL_ACROSS;
            }
            return across >= TextEvidence.NEAR ? NEAR_ACROSS : level;
        }

        @Override
        double chance(int one, int other, int level) {
            return straight.chance(one, other, level);
        }

        @Override
        double household() {
            return 1;
        }

        @Override
        double company() {
            return 0.5;
        }

        @Override
        int change() {
            return MOVE;
        }

        @Override
        @Nullable Evidence leader() {
            return leader;
        }
    }

    /** The second line, where the two lines do not stand crosswise. */
    private final class Second extends TextEvidence {
        Second() {
            super("second address line", second, 1, 0.5);
        }

        @Override
        int change() {
            return MOVE;
        }

        @Override
        int level(int one, int other) {
            int level = super.level(one, other);
            if (level > DIFFERS) {
                return level;
            }
            boolean crossed = streets.of(one) != Dictionary.NONE && streets.of(one) == second.of(other)
                    || second.of(one) != Dictionary.NONE && second.of(one) == streets.of(other);
            return crossed ? SILENT : level;
        }
    }

    @Override
    List<Keys> keys() {
        List<Keys> keys = new ArrayList<>();
        if (street) {
            keys.add(new Keys("street and number", 2, false) {
                @Override
                long key(int row, int slot) {
                    int line = slot == 0 ? streets.of(row) : second.of(row);
                    return line == Dictionary.NONE || numbers.missing(row) ? 0 : mix(line, of(numbers.text(row)));
                }
            });
            keys.add(new Keys("street", 1, true) {
                @Override
                long key(int row, int slot) {
                    return streets.of(row);
                }
            });
        }
        if (postcode) {
            keys.add(single("postcode", postcodes));
        }
        if (city) {
            keys.add(single("city", cities));
        }
        return keys;
    }

    static Keys single(String name, Values values) {
        return new Keys(name, 1, false) {
            @Override
            long key(int row, int slot) {
                return values.of(row);
            }
        };
    }
}
