package io.salessync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what the vendors hold in a file, so that the next start goes on with it. */
final class StateFile implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Path path;
    private final List<Vendor> vendors;
    private long written;
    private volatile boolean closed;

    StateFile(Path path, List<Vendor> vendors) {
        this.path = path;
        this.vendors = vendors;
    }

    void load() {
        Path folder = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path) || folder == null || !Files.isWritable(folder)) {
            throw new WrongInput("The file " + path + " cannot be written: its folder has to exist and be writable");
        }
        boolean complete = Files.exists(path);
        if (complete) {
            try {
                JsonNode saved = Json.MAPPER.readTree(path.toFile());
                for (Vendor vendor : vendors) {
                    boolean has = saved.has(vendor.name());
                    complete &= has;
                    if (has) {
                        vendor.load(saved.path(vendor.name()));
                    }
                }
            } catch (JacksonException e) {
                throw new WrongInput("The file " + path + " cannot be read: " + e.getOriginalMessage());
            }
        }
        // a vendor that was not in the file is written down at once: its records depend on when it began
        written = complete ? revision() : -1;
    }

    private long revision() {
        return vendors.stream().mapToLong(Vendor::revision).sum();
    }

    void watch() {
        Thread.ofPlatform().daemon().name("state-file").start(() -> {
            Duration pause = PAUSE;
            while (!closed) {
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    return;
                }
                long begun = System.nanoTime();
                try {
                    saveIfChanged();
                } catch (UncheckedIOException e) {
                    System.err.println(e.getMessage() + ": " + e.getCause());
                }
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                pause = took.multipliedBy(10).compareTo(PAUSE) > 0 ? took.multipliedBy(10) : PAUSE;
            }
        });
    }

    private synchronized void saveIfChanged() {
        long now = revision();
        if (now == written) {
            return;
        }
        ObjectNode root = Json.MAPPER.createObjectNode();
        vendors.forEach(vendor -> root.set(vendor.name(), vendor.save()));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.write(fresh, Json.bytes(root));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The state cannot be written to " + path, e);
        }
        written = now;
    }

    @Override
    public void close() {
        closed = true;
        saveIfChanged();
    }
}
