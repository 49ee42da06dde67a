package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What else happened to a record beside its passages through runs: mail, alerts; a bean of whoever knows. */
public interface TimelineSource {
    /**
     * Something that happened to a record.
     *
     * @param kind {@code mail}, {@code alert}
     * @param id the id of the mail or the alert
     * @param state how it stands, such as {@code SENT}
     * @param title one line for people
     */
    record Entry(
            Instant at,
            String kind,
            String id,
            String state,
            String title,
            @Nullable String detail,
            @Nullable UUID run) {}

    /** The newest, up to {@code limit}, from before {@code before} (null: from the newest), newest first. */
    List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit);
}
