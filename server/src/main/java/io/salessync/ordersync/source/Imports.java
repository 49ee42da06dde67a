package io.salessync.ordersync.source;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Asks for imports as runs, so that they are watched, cancelled and gone on with after a kill. */
@Component
public final class Imports {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Runs runs;
    private final Uploads uploads;

    Imports(Runs runs, Uploads uploads) {
        this.runs = runs;
        this.uploads = uploads;
    }

    /**
     * What an import run is asked for with.
     *
     * @param file the list; null: the mapping's query
     * @param name what people call it
     * @param watched the watched folder it came from; null: none
     */
    record Wanted(
            UUID sync,
            @Nullable String file,
            String name,
            boolean allowRemovals,
            @Nullable String watched) {}

    /** Keeps a list below the data folder until its import; one that is never asked for is deleted in time. */
    public Path keep(InputStream content) {
        return uploads.keep(content);
    }

    /** Asks for the import of a list that is kept, in the open transaction where there is one. */
    public RunId kept(
            TenantId tenant, Sync sync, Path file, String name, boolean allowRemovals, @Nullable UUID startedBy) {
        return queue(tenant, sync, new Wanted(sync.id(), file.toString(), name, allowRemovals, null), startedBy);
    }

    /** Asks for an import of what the mapping's query gives. */
    public RunId query(TenantId tenant, Sync sync, boolean allowRemovals, @Nullable UUID startedBy) {
        return queue(
                tenant, sync, new Wanted(sync.id(), null, "query of " + sync.name(), allowRemovals, null), startedBy);
    }

    RunId watched(TenantId tenant, Sync sync, Path claimed, String name, Path folder) {
        return queue(tenant, sync, new Wanted(sync.id(), claimed.toString(), name, false, folder.toString()), null);
    }

    /** Whether a run that is not over is about this file. */
    boolean isUnderWay(TenantId tenant, Sync sync, Path file) {
        return runs.active(tenant, ImportKind.NAME, sync.id()).stream()
                .anyMatch(run -> file.toString().equals(wanted(run.input()).file()));
    }

    private RunId queue(TenantId tenant, Sync sync, Wanted wanted, @Nullable UUID startedBy) {
        return runs.queue(new RunRequest(
                tenant,
                ImportKind.NAME,
                "Import %s into %s (%s)".formatted(wanted.name(), sync.name(), sync.environment()),
                sync.id(),
                JSON.writeValueAsString(wanted),
                ImportKind.NAME + ":" + sync.id(),
                startedBy));
    }

    static Wanted wanted(String input) {
        return JSON.readValue(input, Wanted.class);
    }
}
