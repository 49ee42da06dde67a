package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Tells what the subjects of log lines are called, such as flows; a bean of whoever owns them. */
public interface SubjectTitles {
    /** The titles of those it knows, by id. */
    Map<UUID, String> titles(TenantId tenant, Collection<UUID> subjects);
}
