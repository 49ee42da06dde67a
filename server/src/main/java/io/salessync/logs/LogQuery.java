package io.salessync.logs;

import io.swagger.v3.oas.annotations.Parameter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The filters of a list of lines as a caller writes them; what is left out does not restrict. */
record LogQuery(
        @Parameter(description = "the subject of the runs, such as a flow, by id") @Nullable String flow,

        @Parameter(description = "the run, by id") @Nullable String run,

        @Parameter(description = "where the record ended", example = "keep") @Nullable String node,

        @Parameter(description = "the record's key, exactly", example = "L-1001") @Nullable String key,

        @Parameter(description = "one or several with commas", example = "FAILED,RETRIED") @Nullable String outcome,

        @Parameter(description = "then or later", example = "2026-11-23T09:00:00Z") @Nullable String from,

        @Parameter(description = "before then", example = "2026-11-24T09:00:00Z") @Nullable String to,

        @Parameter(description = "within the message or the key, in any case", example = "409") @Nullable String q) {
    LogFilter filter() {
        return LogFilter.of(id("flow", flow), id("run", run), node, key, outcome, from, to, q);
    }

    private static @Nullable UUID id(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return UUID.fromString(text.strip());
        } catch (IllegalArgumentException e) {
            throw LogFilter.bad(name, text, "“%s” is no id.".formatted(text));
        }
    }
}
