package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections of a tenant. */
public interface Connections {
    List<Connection> all(TenantId tenant);

    Optional<Connection> named(TenantId tenant, String name);

    /**
     * The connection for this address and token, made or brought up to date where needed.
     *
     * @param fromUser whether a person gave the address through the web: private addresses are refused then unless an administrator allowed them
     */
    Connection ensure(TenantId tenant, String vendor, String name, URI endpoint, String token, boolean fromUser);

    /** The same for a vendor whose connections have settings ({@link VendorConnector#settings}) instead of a token. */
    Connection ensure(
            TenantId tenant, String vendor, String name, URI endpoint, Map<String, String> settings, boolean fromUser);
}
