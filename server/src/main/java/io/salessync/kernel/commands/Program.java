package io.salessync.kernel.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The program behind a command: starts (without a web server) at the first question and stops with the command. */
public interface Program {
    /**
     * A bean of the program.
     *
     * @param dataDir the data folder whose embedded database to use; {@code null} for the default
     */
    <T> T get(Class<T> type, @Nullable Path dataDir);
}
