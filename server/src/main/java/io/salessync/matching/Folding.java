package io.salessync.matching;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Brings texts of any script and spelling to plain lower-case Latin letters, digits and single spaces. */
final class Folding {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern HALF_VOWELS = Pattern.compile("(?<=\\p{L})[wyWY]");
    private static final Map<Character, String> LETTERS = letters();

    private Folding() {}

    /** Rules of other scripts take a while to read: only where there is something in them. */
    private static final class Scripts {
        static final Transliterator RUSSIAN = Transliterator.getInstance("Russian-Latin/BGN");
        static final Transliterator UKRAINIAN = Transliterator.getInstance("Ukrainian-Latin/BGN");
        static final Transliterator GREEK = Transliterator.getInstance("Greek-Latin/UNGEGN");
        static final Transliterator ANY = Transliterator.getInstance("Any-Latin; Latin-ASCII");

        private Scripts() {}
    }

    private static Map<Character, String> letters() {
        Map<Character, String> letters = new HashMap<>();
        String[] pairs = {
            "ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ħ", "h", "ŋ",
            "n", "ə", "a"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            letters.put(pairs[i].charAt(0), pairs[i + 1]);
        }
        return letters;
    }

    /** Letters and digits in lower case, what stood between them as one space; an apostrophe or a dot joins. */
    static String words(String text) {
        return spaced(latin(text));
    }

    /** Digits alone, those of other scripts included. */
    static String digits(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
            }
        }
        return digits.toString();
    }

    /** Letters and digits without anything between them, for numbers of documents and codes. */
    static String code(String text) {
        return words(text).replace(" ", "");
    }

    private static String spaced(String text) {
        StringBuilder words = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                if (gap && !words.isEmpty()) {
                    words.append(' ');
                }
                gap = false;
                words.append(c);
            } else if (c != '\'' && c != '.' && c != '`') {
                gap = true;
            }
        }
        return words.toString();
    }

    private static String latin(String text) {
        boolean plain = true;
        boolean foreign = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= c < 0x80;
            foreign |= c >= 0x370 && Character.isLetter(c);
        }
        if (plain) {
            return text.toLowerCase(Locale.ROOT);
        }
        String latin = foreign ? otherScript(text) : text;
        latin = MARKS.matcher(Normalizer.normalize(latin.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD))
                .replaceAll("");
        StringBuilder folded = new StringBuilder(latin.length());
        for (int i = 0; i < latin.length(); i++) {
            char c = latin.charAt(i);
            String other = c < 0x80 ? null : LETTERS.get(c);
            if (other != null) {
                folded.append(other);
            } else {
                // the many kinds of apostrophe, and the signs for a soft or hard letter
                folded.append(c >= 0x2b0 && c < 0x300 || c == '’' || c == '‘' || c == '´' ? '\'' : c);
            }
        }
        return folded.toString();
    }

    private static String otherScript(String text) {
        String latin = text;
        Character.UnicodeScript script = firstScript(text);
        if (script == Character.UnicodeScript.CYRILLIC) {
            boolean ukrainian = text.chars().anyMatch(c -> "іїєґІЇЄҐ".indexOf(c) >= 0);
            latin = (ukrainian ? Scripts.UKRAINIAN : Scripts.RUSSIAN).transliterate(text);
        } else if (script == Character.UnicodeScript.GREEK) {
            latin = Scripts.GREEK.transliterate(text);
        }
        latin = Scripts.ANY.transliterate(latin);
        // these write vowels by the letters for w and y, or not at all
        return script == Character.UnicodeScript.ARABIC || script == Character.UnicodeScript.HEBREW
                ? HALF_VOWELS.matcher(latin).replaceAll("")
                : latin;
    }

    private static Character.UnicodeScript firstScript(String text) {
        return text.codePoints()
                .filter(c -> c >= 0x370 && Character.isLetter(c))
                .mapToObj(Character.UnicodeScript::of)
                .findFirst()
                .orElse(Character.UnicodeScript.LATIN);
    }

    /**
     * The consonants as they sound, once each where doubled, after the first letter: spellings of one name out of another script
     * mostly share it (Yulia and Julija, Mohammed and Muhamad).
     */
    static String skeleton(String folded) {
        StringBuilder sounds = new StringBuilder(folded.length());
        String text = folded.replace("ph", "f")
                .replace("tsch", "c")
                .replace("sch", "s")
                .replace("tch", "c")
                .replace("shch", "s")
                .replace("sh", "s")
                .replace("ch", "c")
                .replace("kh", "h")
                .replace("th", "t")
                .replace("ck", "k")
                .replace("x", "ks")
                .replace("gh", "g")
                .replace("zh", "z");
        for (int i = 0; i < text.length(); i++) {
            char sound = sound(text.charAt(i));
            boolean first = i == 0 || text.charAt(i - 1) == ' ';
            if (sound == 0 && !first) {
                continue;
            }
            char written = sound == 0 ? vowel(text.charAt(i)) : sound;
            if (sounds.isEmpty() || sounds.charAt(sounds.length() - 1) != written) {
                sounds.append(written);
            }
        }
        return sounds.toString();
    }

    private static char vowel(char c) {
        return switch (c) {
            case 'e', 'i', 'y', 'j' -> 'i';
            case 'u', 'o' -> 'o';
            default -> c == ' ' ? 0 : 'a';
        };
    }

    /** 0: not heard, or it varies too much between spellings. */
    private static char sound(char c) {
        return switch (c) {
            case 'a', 'e', 'i', 'o', 'u', 'y', 'j', ' ' -> 0;
            case 'q', 'k', 'c' -> 'k';
            case 'w', 'v' -> 'v';
            case 'z', 's' -> 's';
            default -> c;
        };
    }
}
