package io.salessync.pulls;

import io.salessync.connectors.CrmRead;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Pages that are fetched while those before them are landed: one for each pull at work, forgotten where nobody comes for it. */
final class Ahead {
    private static final int MOST = 8;

    private final Map<UUID, Fetch> fetches = new ConcurrentHashMap<>();

    private record Fetch(String job, String locator, FutureTask<CrmRead> task) {}

    /** The page at which the execution stands: the one that is on its way, or fetched now. */
    CrmRead page(Execution at, Supplier<CrmRead> fetching) {
        Fetch fetch = fetches.remove(at.id());
        boolean same = fetch != null && fetch.job().equals(at.job()) && Objects.equals(fetch.locator(), at.locator());
        if (fetch == null || !same) {
            return fetching.get();
        }
        try {
            return fetch.task().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fetching.get();
        } catch (CancellationException | ExecutionException e) {
            // what it ended with comes again, on the thread that can deal with it
            return fetching.get();
        }
    }

    /** Begins to fetch the page after the one at which the execution stands. */
    void begin(Execution at, String locator, Supplier<CrmRead> fetching) {
        if (fetches.size() >= MOST) {
            fetches.clear();
        }
        FutureTask<CrmRead> task = new FutureTask<>(fetching::get);
        fetches.put(at.id(), new Fetch(String.valueOf(at.job()), locator, task));
        Thread.startVirtualThread(task);
    }
}
