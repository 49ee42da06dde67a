package io.salessync.kernel.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs initdb and pg_ctl.
 *
 * @param home the unpacked programs
 * @param scratch a folder for what they print
 */
record PostgresPrograms(Path home, Path scratch) {
    void run(Duration limit, String program, String... arguments) {
        Outcome outcome = execute(limit, program, arguments);
        if (outcome.code() != 0) {
            throw new IllegalStateException(
                    "PostgreSQL's " + program + " failed (" + outcome.code() + "): " + outcome.output());
        }
    }

    boolean succeeds(Duration limit, String program, String... arguments) {
        return execute(limit, program, arguments).code() == 0;
    }

    private Outcome execute(Duration limit, String program, String... arguments) {
        try {
            List<String> command = new ArrayList<>(PostgresFolders.asAnotherThanRoot());
            command.add(home.resolve("bin").resolve(program).toString());
            command.addAll(List.of(arguments));
            // to a file: a started server inherits the output and would keep a pipe open for ever
            Path output = Files.createTempFile(scratch, program, ".out");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().put("LC_ALL", "C");
                builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
                Process process = builder.start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    return new Outcome(-1, "no answer within " + limit.toSeconds() + " s");
                }
                return new Outcome(process.exitValue(), Files.readString(output).strip());
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL's " + program + " ran", e);
        }
    }

    private record Outcome(int code, String output) {}
}
