package io.salessync.connectors;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows to write to one object of a CRM in one call. It becomes the body of an intent, which is committed before it is sent.
 *
 * @param object such as {@code Contact}
 * @param key the external id field that rows are found by; {@code Id} changes records by their own id
 * @param updateOnly never creates: a row that finds nothing is refused
 * @param rows at most {@link CrmConnector#MOST_ROWS}; no key twice
 * @param duplicates what to do where the CRM's duplicate rules object
 */
public record CrmWrite(String object, String key, boolean updateOnly, List<Row> rows, DuplicateRule duplicates) {
    public CrmWrite {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param key its value of the key field
     * @param values by field name: String, Long, BigDecimal, Boolean, LocalDate, LocalTime, Instant; null empties
     */
    public record Row(String key, Map<String, @Nullable Object> values) {}

    /**
     * What to do where duplicate rules object.
     *
     * @param allowSave saves in spite of a rule that only alerts
     * @param includeRecordDetails asks for the records it takes to be the same
     */
    public record DuplicateRule(boolean allowSave, boolean includeRecordDetails) {
        /** Objections come back as {@link CrmWritten.Duplicates}, with the records they are about. */
        public static final DuplicateRule TELL = new DuplicateRule(false, true);
    }
}
