package io.salessync.sandbox;

import io.salessync.sandbox.monday.Monday;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running sandbox: every vendor's stand-in behind one port. */
public final class Sandbox implements AutoCloseable {
    private final SandboxClock clock;
    private final HttpFront front;
    private final @Nullable StateFile stateFile;

    private Sandbox(SandboxClock clock, HttpFront front, @Nullable StateFile stateFile) {
        this.clock = clock;
        this.front = front;
        this.stateFile = stateFile;
    }

    public static Sandbox start(SandboxOptions options, InstantSource wall) throws IOException {
        SandboxClock clock = new SandboxClock(wall, options.speed());
        CallLog log = new CallLog();
        Faults faults = new Faults();
        List<Vendor> vendors = List.of(new Monday(clock, log, faults, options.seed()));
        StateFile stateFile = options.stateFile() == null ? null : new StateFile(options.stateFile(), vendors);
        if (stateFile != null) {
            stateFile.load();
        }
        Routes routes = new Routes(clock, log, faults, vendors, options.seed());
        HttpFront front = new HttpFront(options.port(), routes::answer);
        if (stateFile != null) {
            stateFile.watch();
        }
        return new Sandbox(clock, front, stateFile);
    }

    public int port() {
        return front.port();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public SandboxClock clock() {
        return clock;
    }

    @Override
    public void close() {
        front.close();
        if (stateFile != null) {
            stateFile.close();
        }
    }
}
