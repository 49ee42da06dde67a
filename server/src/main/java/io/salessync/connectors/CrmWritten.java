package io.salessync.connectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one row of a write. */
public sealed interface CrmWritten {
    /** It is there now; {@code id} is the CRM's. */
    record Created(String id) implements CrmWritten {}

    /** It was there and has these values now. */
    record Updated(String id) implements CrmWritten {}

    /** Surely not written; the same again is useless. {@code fields} are those it is about. */
    record Failed(String code, String message, List<String> fields) implements CrmWritten {}

    /** Not written: the CRM holds records that its rules take to be the same. For a person to decide. */
    record Duplicates(String message, List<String> ids) implements CrmWritten {}

    /** Nobody knows whether it was written: read the record before anything is sent again. */
    record Unknown(String reason) implements CrmWritten {}

    /** Surely not written because others hold the record; the same may be sent again. */
    record Locked(String message) implements CrmWritten {}

    /** The CRM's id of the record where the row was written; null otherwise. */
    default @Nullable String written() {
        return switch (this) {
            case Created(String id) -> id;
            case Updated(String id) -> id;
            default -> null;
        };
    }
}
