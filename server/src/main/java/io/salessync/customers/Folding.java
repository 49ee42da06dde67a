package io.salessync.customers;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text as it is searched and sorted by: small letters without accents, one blank between words. */
final class Folding {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{Cntrl}]+");

    private Folding() {}

    static String fold(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String apart =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        StringBuilder folded = new StringBuilder(apart.length());
        apart.toLowerCase(Locale.ROOT).codePoints().forEach(point -> {
            switch (point) {
                case 'ß' -> folded.append("ss");
                case 'ø' -> folded.append('o');
                case 'ł' -> folded.append('l');
                case 'đ', 'ð' -> folded.append('d');
                case 'æ' -> folded.append("ae");
                case 'œ' -> folded.append("oe");
                case 'ı' -> folded.append('i');
                case 'þ' -> folded.append("th");
                default -> folded.appendCodePoint(point);
            }
        });
        return BLANKS.matcher(folded).replaceAll(" ").strip();
    }

    /** The letters and digits of a name, words apart by one blank: two names that differ by marks alone are the same. */
    static String key(@Nullable String name) {
        return fold(name).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    /** Whether PostgreSQL can keep it: no zero characters, no halves of a pair. */
    static String storable(String text) {
        String whole = text.indexOf('\0') < 0 ? text : text.replace('\0', ' ');
        boolean halves = whole.chars().anyMatch(letter -> Character.isSurrogate((char) letter))
                && !Normalizer.normalize(whole, Normalizer.Form.NFC).isEmpty()
                && hasHalf(whole);
        return halves ? whole.replaceAll("[\\ud800-\\udfff]", "?") : whole;
    }

    private static boolean hasHalf(String text) {
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return true;
            }
            at += Character.charCount(point);
        }
        return false;
    }
}
