package io.salessync.ordersync;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.source.Input;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The lists that order syncs mirror: what other modules may ask to be stored and loaded. */
@Component
public final class OrderLists {
    private final Syncs syncs;
    private final Loads loads;

    OrderLists(Syncs syncs, Loads loads) {
        this.syncs = syncs;
        this.loads = loads;
    }

    /** The sync of this name in this environment. */
    public Optional<UUID> named(TenantId tenant, String name, String environment) {
        return syncs.find(tenant, name, environment).map(Sync::id);
    }

    /** Stores the mapping of a file for an environment and loads a list with it, on this thread. */
    public UUID load(TenantId tenant, Path mapping, String environment, Path list) {
        try {
            Sync sync = syncs.save(tenant, Files.readString(mapping), environment, mapping.toString(), null);
            loads.load(
                    tenant,
                    sync.id(),
                    new Input.FileInput(list, String.valueOf(list.getFileName())),
                    false,
                    (step, done, total, message) -> {});
            return sync.id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
