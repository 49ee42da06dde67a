package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;

/** Told by modules that use connections, so that none is deleted under them. */
public interface ConnectionUse {
    /** What uses the connection, in words for people, such as {@code order sync "greyson" (production)}; empty when nothing does. */
    List<String> uses(TenantId tenant, Connection connection);
}
