package io.salessync.records;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Collections of records by name. */
public interface Collections {
    /** A field of a collection. */
    record Field(String name, Type type, boolean required) {}

    /** What a field holds. In Java: String, Long, Double, Boolean, LocalDate, Instant, anything JSON has. */
    enum Type {
        TEXT,
        WHOLE,
        NUMBER,
        FLAG,
        DATE,
        TIME,
        ANY
    }

    /**
     * A collection.
     *
     * @param open whether records may have fields that are not listed
     */
    record Collection(String name, String title, List<Field> fields, boolean open, long records) {}

    /** A record with the time of its last change in UTC, to the microsecond. */
    record Row(String key, Map<String, @Nullable Object> values, java.time.Instant changedAt) {}

    /** What became of each record of an upsert, in the order given. */
    enum Change {
        CREATED,
        UPDATED,
        UNCHANGED
    }

    Optional<Collection> named(DSLContext sql, TenantId tenant, String name);

    /** The same without counting its records ({@code records} is 0): cheap, for every page of a run. */
    Optional<Collection> outline(DSLContext sql, TenantId tenant, String name);

    List<Collection> all(DSLContext sql, TenantId tenant);

    /** Makes the collection where there is none; adds fields where some are missing. */
    void ensure(DSLContext sql, TenantId tenant, String name, String title, List<Field> fields, boolean open);

    /**
     * Creates or changes records by key, in the open transaction, set-based.
     *
     * @param merge whether fields that are not given keep their values; else the record becomes what is given
     * @throws io.salessync.kernel.problems.Problem when a value does not fit its field, naming record, field and value; nothing
     *     of the call is written then
     */
    List<Change> upsert(DSLContext sql, TenantId tenant, String collection, List<Row> rows, boolean merge);

    /**
     * What {@link #upsert} would refuse, without writing: by the place of the record in the list. The rest may be written.
     *
     * @throws io.salessync.kernel.problems.Problem when there is no such collection
     */
    Map<Integer, io.salessync.kernel.problems.Problem> faults(
            DSLContext sql, TenantId tenant, String collection, List<Row> rows, boolean merge);

    /** The records with these keys, those that are there. */
    List<Row> find(DSLContext sql, TenantId tenant, String collection, List<String> keys);

    /**
     * A page of records in the order of their keys.
     *
     * @param after the last key of the page before; null: from the beginning
     * @param changedSince only records changed at or after; null: all
     * @param changedBefore only records changed before; null: all
     */
    List<Row> page(
            DSLContext sql,
            TenantId tenant,
            String collection,
            @Nullable String after,
            java.time.@Nullable Instant changedSince,
            java.time.@Nullable Instant changedBefore,
            int limit);

    void delete(DSLContext sql, TenantId tenant, String collection, List<String> keys);
}
