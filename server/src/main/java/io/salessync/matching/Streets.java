package io.salessync.matching;

import java.util.HashMap;
import java.util.Map;

/** One spelling for the words that streets are abbreviated with. */
final class Streets {
    private static final Map<String, String> WORDS = words();

    private Streets() {}

    private static Map<String, String> words() {
        Map<String, String> words = new HashMap<>();
        String[] pairs = {
            "street",
            "st",
            "str",
            "st",
            "strasse",
            "st",
            "avenue",
            "av",
            "ave",
            "av",
            "road",
            "rd",
            "drive",
            "dr",
            "place",
            "pl",
            "court",
            "ct",
            "crescent",
            "cr",
            "cres",
            "cr",
            "circuit",
            "cct",
            "lane",
            "ln",
            "close",
            "cl",
            "boulevard",
            "bvd",
            "blvd",
            "bvd",
            "highway",
            "hwy",
            "parade",
            "pde",
            "terrace",
            "tce",
            "square",
            "sq",
            "north",
            "n",
            "south",
            "s",
            "east",
            "e",
            "west",
            "w",
            "apartment",
            "apt",
            "suite",
            "ste",
            "building",
            "bldg",
            "floor",
            "fl",
            "unit",
            "un",
            "saint",
            "st",
            "mount",
            "mt"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            words.put(pairs[i], pairs[i + 1]);
        }
        return words;
    }

    /** The line folded, its usual words in one short form; a German street's ending stands alone. */
    static String folded(String line) {
        String folded = Folding.words(line);
        if (folded.isEmpty()) {
            return folded;
        }
        StringBuilder text = new StringBuilder(folded.length());
        for (String word : folded.split(" ")) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            String known = WORDS.get(word);
            if (known != null) {
                text.append(known);
            } else if (word.length() > 7 && word.endsWith("strasse")) {
                text.append(word, 0, word.length() - 7).append(" st");
            } else if (word.length() > 5 && word.endsWith("str")) {
                text.append(word, 0, word.length() - 3).append(" st");
            } else {
                text.append(word);
            }
        }
        return text.toString();
    }
}
