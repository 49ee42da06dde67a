package io.salessync.kernel.access;

import io.salessync.kernel.problems.Problem;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address.
 *
 * @param key as addresses are compared: without case
 */
record EmailAddress(String text, String key) {
    // what cannot be an address; whether it is one, only a letter to it could tell
    private static final Pattern LOOKS_LIKE_ONE = Pattern.compile("[^@\\s,;<>\"]{1,64}@[^@\\s,;<>\"]{1,190}");

    static EmailAddress parse(String text) {
        String stripped = text.strip();
        if (!LOOKS_LIKE_ONE.matcher(stripped).matches()) {
            throw Problem.of(AccessProblem.WRONG_EMAIL, "'%s' is not an e-mail address.".formatted(stripped))
                    .with("field", "email")
                    .with("value", stripped);
        }
        return new EmailAddress(stripped, keyOf(stripped));
    }

    static String keyOf(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    String beforeTheAt() {
        return key.substring(0, key.indexOf('@'));
    }
}
