package io.salessync.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How one sandbox is started. */
public record SandboxOptions(
        int port, long speed, long seed, @Nullable Path stateFile) {}
