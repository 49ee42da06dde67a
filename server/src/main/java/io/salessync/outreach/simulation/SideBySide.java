package io.salessync.outreach.simulation;

import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Simulations in several processes at a time. A clock is held for a whole process, so that none can hold two months. */
final class SideBySide {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What each process has in its own way. */
    private static final List<String> OWN = List.of("--side-by-side", "--first-seed", "--runs", "--json");

    /** A process that plays so many is cheaper with all compilers, whose work costs as much as two simulations save. */
    private static final int MANY = 4;

    private SideBySide() {}

    /** What a process tells of one simulation; one of them is null. */
    record Line(@Nullable SimulationReport report, Season.@Nullable Bad broken) {}

    /**
     * Starts the same command so often, each for its share of the seeds, and waits for all of them.
     *
     * @param asked the program's arguments as they were given
     */
    static List<Line> played(List<String> asked, int processes, long first, int runs) {
        List<Path> files = new ArrayList<>();
        List<Process> started = new ArrayList<>();
        Thread ending = new Thread(() -> started.forEach(Process::destroy));
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            for (int i = 0; i < Math.min(processes, runs); i++) {
                Path file = Files.createTempFile("salessync-simulations-", ".jsonl");
                files.add(file);
                started.add(new ProcessBuilder(command(asked, processes, first + i, runs - i, file))
                        .redirectInput(ProcessBuilder.Redirect.PIPE)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < started.size(); i++) {
                int code = started.get(i).waitFor();
                if (code > 1) {
                    throw Problem.of(
                            OutreachProblem.WRONG_SIMULATION,
                            "A process of the simulations ended with %d; what it said is above.".formatted(code));
                }
                for (String line : Files.readAllLines(files.get(i))) {
                    lines.add(JSON.readValue(line, Line.class));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            started.forEach(Process::destroy);
            files.forEach(file -> file.toFile().delete());
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException endsAlready) {
                ending.interrupt();
            }
        }
    }

    private static List<String> command(List<String> asked, int processes, long first, int runs, Path file) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // two that end would write the same file
                .filter(word -> !word.contains("AutoCreateSharedArchive") && !word.contains("StartFlightRecording"))
                .filter(word -> runs / processes < MANY || !word.contains("TieredStopAtLevel"))
                .forEach(words::add);
        words.addAll(List.of("-jar", System.getProperty("java.class.path")));
        for (int i = 0; i < asked.size(); i++) {
            String word = asked.get(i);
            if (OWN.contains(word)) {
                i++;
            } else if (OWN.stream().noneMatch(own -> word.startsWith(own + "="))) {
                words.add(word);
            }
        }
        words.addAll(List.of(
                "--first-seed",
                Long.toString(first),
                "--runs",
                Integer.toString(runs),
                "--every",
                Integer.toString(processes),
                "--reports",
                file.toString()));
        return words;
    }

    static void write(Path file, Line line) {
        try {
            Files.writeString(file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
