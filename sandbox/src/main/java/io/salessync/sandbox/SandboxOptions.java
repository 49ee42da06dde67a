package io.salessync.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How one sandbox is started.
 *
 * @param port where the sandbox answers; 0 takes a free one
 * @param salesforcePort where Salesforce answers, at the root; 0 takes a free one
 * @param contacts how many contacts the Salesforce org begins with; null for what was saved, or 2,000
 */
public record SandboxOptions(
        int port,
        int salesforcePort,
        long speed,
        long seed,
        @Nullable Integer contacts,
        @Nullable Path stateFile) {}
