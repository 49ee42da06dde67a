package io.salessync.connectors;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of asking a CRM for a page. Waits and refusals are problems; these are answers that the asker has to act on. */
public sealed interface CrmRead {
    /**
     * Rows.
     *
     * @param rows values by the columns' paths, in their order: String, Long, BigDecimal, Boolean, LocalDate, LocalTime, Instant or null
     * @param next where the next page is; null: that was all
     * @param total how many rows the whole query has; null where the CRM does not tell
     * @param rejects rows that could not be read, by their id where there is one
     */
    record Page(
            List<Map<String, @Nullable Object>> rows,
            @Nullable String next,
            @Nullable Long total,
            List<Reject> rejects) implements CrmRead {}

    /** The place in the result is gone: go on by key from the last row. */
    record LocatorGone(String message) implements CrmRead {}

    /** It took the CRM too long, or is too complicated: ask for less, or in bulk. Nothing came. */
    record TooMuch(String code, String message) implements CrmRead {}

    /** A row that came and could not be read. */
    record Reject(String id, String message) {}
}
