package io.salessync.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The parts of a person's name, folded.
 *
 * @param given all first names
 * @param family with its particles
 * @param generation {@code jr}, {@code sr}, {@code 2}, {@code 3}, …; empty where it is not said
 */
record PersonName(String given, String family, String generation) {
    private static final Set<String> TITLES = Set.of(
            "mr",
            "mrs",
            "ms",
            "miss",
            "mx",
            "dr",
            "prof",
            "professor",
            "sir",
            "dame",
            "rev",
            "hon",
            "herr",
            "frau",
            "hr",
            "fr",
            "ing",
            "mag",
            "dipl",
            "mme",
            "mlle",
            "sra",
            "sr",
            "srta",
            "don",
            "dona",
            "dott",
            "ir",
            "capt",
            "col",
            "lt",
            "sgt",
            "phd",
            "md",
            "mba",
            "esq",
            "msc",
            "bsc",
            "cpa",
            "dds",
            "rn");
    private static final Set<String> PARTICLES = Set.of(
            "van", "von", "de", "del", "della", "di", "da", "dos", "das", "do", "der", "den", "ter", "ten", "la", "le",
            "du", "al", "el", "bin", "ibn", "bint", "abu", "zu", "zum", "zur", "st", "san", "mac", "o");

    /** What somebody wrote in one field or in two. */
    static PersonName of(String given, String family, String full) {
        if (given.isBlank() && family.isBlank() && !full.isBlank()) {
            int comma = full.indexOf(',');
            if (comma > 0) {
                String after = Folding.words(full.substring(comma + 1));
                if (generation(after).isEmpty() && !isTitles(after)) {
                    return of(full.substring(comma + 1), full.substring(0, comma), "");
                }
            }
            return ofFull(words(full));
        }
        List<String> givens = words(given);
        List<String> families = words(family);
        String generation = takeGeneration(families, 1);
        if (generation.isEmpty()) {
            generation = takeGeneration(givens, 1);
        }
        dropTitles(givens);
        return new PersonName(String.join(" ", givens), String.join(" ", families), generation);
    }

    private static PersonName ofFull(List<String> words) {
        dropLeadingTitles(words);
        String generation = takeGeneration(words, 2);
        while (words.size() > 2 && TITLES.contains(words.getLast())) {
            words.removeLast();
            if (generation.isEmpty()) {
                generation = takeGeneration(words, 2);
            }
        }
        if (words.size() < 2) {
            return new PersonName("", String.join(" ", words), generation);
        }
        int begin = words.size() - 1;
        while (begin > 1 && PARTICLES.contains(words.get(begin - 1))) {
            begin--;
        }
        return new PersonName(
                String.join(" ", words.subList(0, begin)),
                String.join(" ", words.subList(begin, words.size())),
                generation);
    }

    private static List<String> words(String text) {
        String folded = Folding.words(text);
        return folded.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(folded.split(" ")));
    }

    private static void dropLeadingTitles(List<String> words) {
        while (words.size() > 1 && TITLES.contains(words.getFirst())) {
            words.removeFirst();
        }
    }

    private static void dropTitles(List<String> words) {
        dropLeadingTitles(words);
    }

    private static boolean isTitles(String folded) {
        return !folded.isEmpty() && TITLES.containsAll(Arrays.asList(folded.split(" ")));
    }

    /** The last word where it names a generation and at least some words stay before it. */
    private static String takeGeneration(List<String> words, int stay) {
        if (words.size() <= stay) {
            return "";
        }
        String generation = generation(words.getLast());
        if (!generation.isEmpty()) {
            words.removeLast();
        }
        return generation;
    }

    private static String generation(String word) {
        return switch (word) {
            case "jr", "junior", "jun", "jnr" -> "jr";
            case "sr", "senior", "sen", "snr" -> "sr";
            case "ii", "2nd" -> "2";
            case "iii", "3rd" -> "3";
            case "iv", "4th" -> "4";
            default -> "";
        };
    }

    /** The first of the first names. */
    String first() {
        int space = given.indexOf(' ');
        return space < 0 ? given : given.substring(0, space);
    }
}
