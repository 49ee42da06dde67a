package io.salessync.kernel.problems;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a caller gave as the parameters of a list; what does not fit is a problem of the module's own code that names the parameter. */
public final class Parameters {
    private Parameters() {}

    /** What is blank was not given. */
    public static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** The constant that is named, whatever its case; null: none was given. */
    public static <E extends Enum<E>> @Nullable E choice(
            ErrorCode code, Class<E> choices, String name, @Nullable String text) {
        String given = given(text);
        if (given == null) {
            return null;
        }
        try {
            return Enum.valueOf(choices, given.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(code, name, given, "there are " + Arrays.toString(choices.getEnumConstants()));
        }
    }

    /** The number that stands for a place in a list; null: none was given. */
    public static @Nullable Long place(ErrorCode code, String name, @Nullable String text) {
        String given = given(text);
        try {
            return given == null ? null : Long.valueOf(given);
        } catch (NumberFormatException e) {
            throw wrong(code, name, given, "give the “next” of the last page");
        }
    }

    /** @param rather what to do */
    public static Problem wrong(ErrorCode code, String parameter, @Nullable String value, String rather) {
        return Problem.of(code, "“%s” does not fit the parameter %s; %s.".formatted(value, parameter, rather))
                .with("parameter", parameter)
                .with("value", String.valueOf(value));
    }
}
