package io.salessync.matching;

import java.util.Locale;

/** What is decided of a pair. */
enum Band {
    /** One person, without a look. */
    SAME,
    /** A person has to look. */
    REVIEW,
    /** Two people. */
    DIFFERENT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
