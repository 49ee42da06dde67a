package io.salessync.pushes;

import io.salessync.connectors.CrmConnector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may be written: the least permissive answer of all that are known wins. Pure. */
final class ConsentRule {
    private ConsentRule() {}

    /** What somebody or something says of a person's consent, from the least permissive to the most. */
    enum Answer {
        NO,
        UNKNOWN,
        /** Nobody objected. */
        YES,
        /** They agreed to just that. */
        AGREED
    }

    /**
     * One answer.
     *
     * @param source who says so, such as {@code salesforce} or {@code customers}
     * @param why in words
     * @param said what it was read from: objects, purposes and times, kept as a snapshot
     */
    record Word(String source, Answer answer, String why, List<CrmConnector.Said> said) {
        Word {
            said = List.copyOf(said);
        }
    }

    /**
     * What it comes to.
     *
     * @param why in words for people; null where all is well
     */
    record Verdict(boolean allowed, @Nullable String why, List<Word> words) {}

    /** @param unknownAllowed whether somebody of whom nobody says anything may be written */
    static Verdict of(List<Word> words, boolean unknownAllowed) {
        for (Word word : words) {
            if (word.answer() == Answer.NO) {
                return new Verdict(false, word.why() + " (" + word.source() + ")", words);
            }
        }
        boolean granted = words.stream().anyMatch(word -> word.answer().compareTo(Answer.YES) >= 0);
        return granted || unknownAllowed
                ? new Verdict(true, null, words)
                : new Verdict(false, "No consent is known, and this push asks for one.", words);
    }
}
