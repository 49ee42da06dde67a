package io.salessync.sandbox.salesforce;

/** Record ids: the object's key prefix, four fixed characters, the row in base 62, and the three of the long form. */
final class Ids {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final String MIDDLE = "5e00";

    static final String ORG = of("00D", 1);

    private Ids() {}

    /** The long id of a row; ids of an object sort as its rows do. */
    static String of(String prefix, int row) {
        char[] id = new char[18];
        prefix.getChars(0, 3, id, 0);
        MIDDLE.getChars(0, 4, id, 3);
        int rest = row;
        for (int at = 14; at >= 7; at--) {
            id[at] = DIGITS.charAt(rest % 62);
            rest /= 62;
        }
        for (int part = 0; part < 3; part++) {
            int bits = 0;
            for (int at = 0; at < 5; at++) {
                char c = id[part * 5 + at];
                if (c >= 'A' && c <= 'Z') {
                    bits |= 1 << at;
                }
            }
            id[15 + part] = CHECKS.charAt(bits);
        }
        return new String(id);
    }

    /** Whether a text looks like an id at all. */
    static boolean wellFormed(String id) {
        if (id.length() != 15 && id.length() != 18) {
            return false;
        }
        for (int at = 0; at < id.length(); at++) {
            if (DIGITS.indexOf(id.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The row that an id of 15 or 18 characters names; -1 when it can be none of ours. */
    static int row(String id) {
        if (!wellFormed(id) || !id.startsWith(MIDDLE, 3)) {
            return -1;
        }
        long row = 0;
        for (int at = 7; at < 15; at++) {
            row = row * 62 + DIGITS.indexOf(id.charAt(at));
            if (row > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return (int) row;
    }

    /** The 15 characters that settle which record is meant. */
    static String shortForm(String id) {
        return id.length() == 18 ? id.substring(0, 15) : id;
    }
}
