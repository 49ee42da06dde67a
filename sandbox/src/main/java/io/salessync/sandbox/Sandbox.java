package io.salessync.sandbox;

import io.salessync.sandbox.monday.Monday;
import io.salessync.sandbox.salesforce.Salesforce;
import io.salessync.sandbox.unipile.Unipile;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running sandbox: every vendor's stand-in behind one port. */
public final class Sandbox implements AutoCloseable {
    /** Says in a BindException that it is the port of Salesforce that is taken. */
    static final String SALESFORCE = "salesforce";

    private final SandboxClock clock;
    private final HttpFront front;
    private final HttpFront salesforceFront;
    private final List<Vendor> vendors;
    private final @Nullable StateFile stateFile;

    private Sandbox(
            SandboxClock clock,
            HttpFront front,
            HttpFront salesforceFront,
            List<Vendor> vendors,
            @Nullable StateFile stateFile) {
        this.clock = clock;
        this.vendors = vendors;
        this.front = front;
        this.salesforceFront = salesforceFront;
        this.stateFile = stateFile;
    }

    public static Sandbox start(SandboxOptions options, InstantSource wall) throws IOException {
        SandboxClock clock = new SandboxClock(wall, options.speed());
        CallLog log = new CallLog();
        Faults faults = new Faults();
        Salesforce salesforce = new Salesforce(clock, log, faults, options.seed(), options.contacts());
        List<Vendor> vendors = List.of(
                new Monday(clock, log, faults, options.seed()),
                salesforce,
                new Unipile(clock, log, faults, options.seed()));
        StateFile stateFile = options.stateFile() == null ? null : new StateFile(options.stateFile(), vendors);
        if (stateFile != null) {
            stateFile.load();
        }
        Routes routes = new Routes(clock, log, faults, vendors, options.seed());
        HttpFront front;
        try {
            front = new HttpFront(options.port(), routes::answer);
        } catch (BindException e) {
            vendors.forEach(Vendor::close);
            throw e;
        }
        HttpFront salesforceFront;
        try {
            salesforceFront = new HttpFront(options.salesforcePort(), salesforce::atRoot);
        } catch (BindException e) {
            front.close();
            vendors.forEach(Vendor::close);
            throw (BindException) new BindException(SALESFORCE).initCause(e);
        }
        if (stateFile != null) {
            stateFile.watch();
        }
        return new Sandbox(clock, front, salesforceFront, vendors, stateFile);
    }

    public int port() {
        return front.port();
    }

    /** The port at whose root Salesforce answers. */
    public int salesforcePort() {
        return salesforceFront.port();
    }

    public URI salesforceAddress() {
        return URI.create("http://127.0.0.1:" + salesforcePort());
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
        salesforceFront.close();
        vendors.forEach(Vendor::close);
        if (stateFile != null) {
            stateFile.close();
        }
    }
}
