package io.salessync;

import java.util.List;

/** What a start says to whoever looks at it. */
final class Console {
    private Console() {}

    /** Whether a person reads along: then the log keeps to warnings, and what there is to say is said in words. */
    private static boolean isWatched() {
        return System.console() != null && System.console().isTerminal();
    }

    /** A line for whoever waits; nothing where nobody watches, as in scripts. */
    static void tell(String text) {
        java.io.Console console = System.console();
        if (console != null && console.isTerminal()) {
            console.printf("%s%n", text);
        }
    }

    /** Settings of the log for this start; what whoever runs it has set stays as it is. */
    static List<String> logging(boolean quiet) {
        boolean asked = isSet("SALESSYNC_LOG_FORMAT") || isSet("LOGGING_LEVEL_ROOT");
        return (quiet || isWatched()) && !asked ? List.of("--logging.level.root=WARN") : List.of();
    }

    private static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }
}
