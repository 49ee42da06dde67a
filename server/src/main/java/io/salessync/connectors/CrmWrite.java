package io.salessync.connectors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows to write to one object of a CRM in one call. It becomes the body of an intent, which is committed before it is sent.
 *
 * @param object such as {@code Contact}
 * @param key the external id field that rows are found by; {@code Id} changes records by their own id
 * @param updateOnly never creates: a row that finds nothing is refused
 * @param rows at most {@link CrmConnector#most}; no key twice
 * @param duplicates what to do where the CRM's duplicate rules object
 */
public record CrmWrite(
        String object, String key, boolean updateOnly, List<Row> rows, DuplicateRule duplicates, Act act) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");

    public CrmWrite {
        rows = List.copyOf(rows);
    }

    /** What is done to the rows. */
    public enum Act {
        /** They are found by their key and written. */
        WRITE,
        /** They are new; their keys are only ours, to tell them apart. */
        CREATE,
        /** Their keys are ids; they are deleted. */
        REMOVE
    }

    public CrmWrite(String object, String key, boolean updateOnly, List<Row> rows, DuplicateRule duplicates) {
        this(object, key, updateOnly, rows, duplicates, Act.WRITE);
    }

    /** Makes new records; a row's key is only ours. */
    public static CrmWrite creating(String object, List<Row> rows) {
        return new CrmWrite(object, "Id", false, rows, DuplicateRule.TELL, Act.CREATE);
    }

    /** Deletes records by their ids. */
    public static CrmWrite removing(String object, List<String> ids) {
        return new CrmWrite(
                object,
                "Id",
                true,
                ids.stream().map(id -> new Row(id, Map.of())).toList(),
                DuplicateRule.TELL,
                Act.REMOVE);
    }

    /**
     * One row.
     *
     * @param key its value of the key field
     * @param values by field name: String, Long, BigDecimal, Boolean, LocalDate, LocalTime, Instant; null empties
     */
    public record Row(String key, Map<String, @Nullable Object> values) {}

    /** The same rows, those of one parent together: two calls at a time must not hold the same parent. */
    public CrmWrite byParent() {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing(this::parents));
        return new CrmWrite(object, key, updateOnly, sorted, duplicates, act);
    }

    private String parents(Row row) {
        return row.values().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String text
                        && ID.matcher(text).matches())
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> String.valueOf(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    /**
     * How long to wait before rows that were locked are sent again: longer each time, and never the same for two that wait.
     *
     * @param attempt from 1
     */
    public static Duration pause(int attempt, RandomGenerator random) {
        long most = 1_000L << Math.min(attempt, 6);
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2));
    }

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
