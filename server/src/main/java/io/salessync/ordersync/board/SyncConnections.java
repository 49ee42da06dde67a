package io.salessync.ordersync.board;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionUse;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.mapping.Environment;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The connections that order syncs write through. */
@Component
final class SyncConnections implements ConnectionUse {
    private final Syncs syncs;

    SyncConnections(Syncs syncs) {
        this.syncs = syncs;
    }

    @Override
    public List<String> uses(TenantId tenant, Connection connection) {
        return syncs.all(tenant).stream()
                .filter(sync -> connection.name().equals(connectionName(sync)))
                .map(sync -> "order sync \"" + sync.name() + "\" (" + sync.environment() + ")")
                .toList();
    }

    /** Null where its mapping, stored by an older release, names none. */
    private static @Nullable String connectionName(Sync sync) {
        Mapping mapping = MappingReader.read(sync.config()).mapping();
        Environment environment = mapping == null ? null : mapping.environment(sync.environment());
        return environment == null ? null : TokenReferences.name(environment.token());
    }
}
