package io.salessync.matching;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates such as the day of birth. */
final class DateComparison extends Comparison {
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})\\D?(\\d{1,2})\\D?(\\d{1,2})(?:[T ].*)?");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})\\D(\\d{1,2})\\D(\\d{4})");
    private static final int GENERATION = 15;

    private final String name;
    private final boolean monthFirst;
    private final Values dates = new Values(new Dictionary());

    /** @param monthFirst whether 3/4/1990 is the fourth of March */
    DateComparison(String name, boolean monthFirst) {
        this.name = name;
        this.monthFirst = monthFirst;
    }

    @Override
    void add(Map<String, List<String>> cells) {
        dates.add(read(cell(cells, "date"), monthFirst));
    }

    /** Eight digits, year first; what is no date keeps its digits, for a slip may have made it so. */
    static String read(String cell, boolean monthFirst) {
        Matcher first = YEAR_FIRST.matcher(cell);
        if (first.matches()) {
            return eight(first.group(1), first.group(2), first.group(3));
        }
        Matcher last = YEAR_LAST.matcher(cell);
        if (last.matches()) {
            return monthFirst
                    ? eight(last.group(3), last.group(1), last.group(2))
                    : eight(last.group(3), last.group(2), last.group(1));
        }
        return Folding.digits(cell);
    }

    private static String eight(String year, String month, String day) {
        return year + (month.length() == 1 ? "0" : "") + month + (day.length() == 1 ? "0" : "") + day;
    }

    @Override
    void close() {
        dates.close();
        dates.texts().close();
    }

    @Override
    List<Evidence> evidence() {
        return List.of(new Date());
    }

    private final class Date extends Evidence {
        private final Likeness likeness = new Likeness(this::compared);

        Date() {
            super(
                    name,
                    new String[] {
                        "different by a generation",
                        "different",
                        "same year",
                        "two digits off",
                        "one digit off",
                        "day and month swapped",
                        "equal"
                    },
                    new double[] {0.01, 0.03, 0.02, 0.02, 0.08, 0.02, 0.82});
        }

        private int compared(int one, int other) {
            String a = dates.texts().text(one);
            String b = dates.texts().text(other);
            if (a.length() == 8 && b.length() == 8) {
                if (a.regionMatches(0, b, 0, 4)
                        && a.substring(4, 6).equals(b.substring(6))
                        && a.substring(6).equals(b.substring(4, 6))) {
                    return 5;
                }
            }
            int edits = Distances.edits(a, b, 2);
            if (edits <= 2) {
                return edits == 1 ? 4 : 3;
            }
            if (a.length() == 8 && b.length() == 8) {
                if (a.regionMatches(0, b, 0, 4)) {
                    return 2;
                }
                if (valid(a)
                        && valid(b)
                        && Math.abs(Integer.parseInt(a.substring(0, 4)) - Integer.parseInt(b.substring(0, 4)))
                                >= GENERATION) {
                    return 0;
                }
            }
            return 1;
        }

        private static boolean valid(String digits) {
            try {
                return LocalDate.of(
                                        Integer.parseInt(digits.substring(0, 4)),
                                        Integer.parseInt(digits.substring(4, 6)),
                                        Integer.parseInt(digits.substring(6)))
                                .getYear()
                        > 1800;
            } catch (DateTimeException e) {
                return false;
            }
        }

        @Override
        int level(int one, int other) {
            int a = dates.of(one);
            int b = dates.of(other);
            if (a == Dictionary.NONE || b == Dictionary.NONE) {
                return SILENT;
            }
            return a == b ? 6 : likeness.level(a, b);
        }

        @Override
        double chance(int one, int other, int level) {
            return level == 6 ? dates.share(dates.of(one)) : ESTIMATED;
        }
    }

    @Override
    List<Keys> keys() {
        return List.of(AddressComparison.single(name, dates));
    }
}
