package io.salessync.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The distinct texts of some fields, by number: a record holds numbers, and what is worked out of a text is worked out once. */
final class Dictionary {
    /** The number of the text that says nothing. */
    static final int NONE = 0;

    private final List<String> texts = new ArrayList<>();
    private @Nullable Map<String, Integer> numbers = new HashMap<>();
    private String[] skeletons = {};
    private int[][] groups = {};

    Dictionary() {
        number("");
    }

    /** The number of a text, given to it at its first use. */
    int number(String text) {
        Map<String, Integer> known = numbers;
        if (known == null) {
            throw new IllegalStateException("the dictionary is closed");
        }
        Integer number = known.get(text);
        if (number == null) {
            number = texts.size();
            texts.add(text);
            known.put(text, number);
        }
        return number;
    }

    String text(int number) {
        return texts.get(number);
    }

    int size() {
        return texts.size();
    }

    /** No more texts come: gives back what was needed to find them. */
    void close() {
        numbers = null;
    }

    /** Works out how the texts sound and which names are forms of which. */
    void prepareNames(Nicknames nicknames) {
        skeletons = new String[texts.size()];
        groups = new int[texts.size()][];
        for (int i = 0; i < skeletons.length; i++) {
            skeletons[i] = Folding.skeleton(texts.get(i));
            groups[i] = nicknames.groups(texts.get(i));
        }
    }

    String skeleton(int number) {
        return skeletons[number];
    }

    /** Whether both are forms of one name, such as Bill and William. */
    boolean sameName(int one, int other) {
        int[] ones = groups[one];
        int[] others = groups[other];
        for (int group : ones) {
            for (int another : others) {
                if (group == another) {
                    return true;
                }
            }
        }
        return false;
    }
}
