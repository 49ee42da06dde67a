package io.salessync.outreach.sequences;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step's text became for one lead.
 *
 * @param variant the name of the variant the lead gets, as events and touches have it
 * @param subject without line breaks; empty where the step has none
 * @param text plain; empty for an invitation without a note
 * @param html the same as HTML, for mails; null for others
 * @param missing tokens that have no value and no default: the lead needs data, nothing may be sent
 * @param problems why it cannot be sent as it is, such as too many characters: the text has to be changed; sentences for people
 * @param warnings for people: double blanks, defaults that were taken
 * @param usedDefaults tokens whose default was taken
 */
public record Rendering(
        String variant,
        String subject,
        String text,
        @Nullable String html,
        List<String> missing,
        List<String> problems,
        List<String> warnings,
        List<String> usedDefaults) {
    public Rendering {
        missing = List.copyOf(missing);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        usedDefaults = List.copyOf(usedDefaults);
    }

    /** Whether it may go out as it is. */
    public boolean ready() {
        return missing.isEmpty() && problems.isEmpty();
    }
}
