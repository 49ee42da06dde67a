package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run.
 *
 * @param kind the kind, as a {@link RunKind} names it
 * @param title what people see, such as "Sync greyson (dev)"
 * @param subject the thing it is about, by id, where there is one
 * @param input the kind's own input, a JSON document
 * @param exclusiveKey at most one run of the tenant runs with this key at a time, the others wait in order; null: no such limit
 * @param startedBy the user who asked; null: the program itself
 * @param isShort the kind is a {@link ShortRunKind}, and this run is likely to be over in milliseconds: it may be done together with others
 */
public record RunRequest(
        TenantId tenant,
        String kind,
        String title,
        @Nullable UUID subject,
        String input,
        @Nullable String exclusiveKey,
        @Nullable UUID startedBy,
        boolean isShort) {
    /** As any run: on its own. */
    public RunRequest(
            TenantId tenant,
            String kind,
            String title,
            @Nullable UUID subject,
            String input,
            @Nullable String exclusiveKey,
            @Nullable UUID startedBy) {
        this(tenant, kind, title, subject, input, exclusiveKey, startedBy, false);
    }
}
