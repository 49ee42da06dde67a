package io.salessync.matching;

import java.util.List;
import java.util.Map;

/** What is compared, as configured: takes its cells from each record, then gives its evidence and its blocking passes. */
abstract class Comparison {
    /** Takes the next record: the cells by the word that says what each is for; a cell that is not there is empty. */
    abstract void add(Map<String, List<String>> cells);

    /** All records were added. */
    abstract void close();

    abstract List<Evidence> evidence();

    abstract List<Keys> keys();

    /** Fields of which the frequency of a text matters, by name. */
    Map<String, Values> values() {
        return Map.of();
    }

    /** The first cell that says something. */
    static String cell(Map<String, List<String>> cells, String role) {
        for (String cell : cells.getOrDefault(role, List.of())) {
            if (!cell.isBlank()) {
                return cell.strip();
            }
        }
        return "";
    }
}
