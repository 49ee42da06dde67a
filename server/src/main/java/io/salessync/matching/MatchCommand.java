package io.salessync.matching;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "match",
        mixinStandardHelpOptions = true,
        description = {
            "Find the records that are the same person, in one file or between two, without a database.",
            "Writes pairs of ids with their probability and band (same, review), and why.",
            "Exit code 0: the pairs were written. 2: a file or the configuration is wrong."
        })
final class MatchCommand implements ModuleCommand, Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double NANOS = 1e9;
    /** Among fewer records than this, most of what decides is what the program expects. */
    private static final int FEW = 100;

    @Parameters(
            arity = "1..2",
            paramLabel = "FILE.csv",
            description = "the records; with a second file, the two are held against each other")
    private List<Path> files = List.of();

    @Option(names = "--config", required = true, paramLabel = "TOML", description = "what is compared")
    private Path config = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "CSV", description = "where the pairs go")
    private Path out = Path.of("");

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "only these comparisons of the configuration")
    private List<String> only = List.of();

    @Option(names = "--different", description = "write pairs that were looked at closely and found different as well")
    private boolean different;

    @Option(names = "--json", description = "answer in JSON, for scripts")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** @param program is not needed: nothing of this is in a database */
    MatchCommand(Program program) {}

    @Override
    public Integer call() {
        long began = System.nanoTime();
        requireFolder();
        MatchingConfig chosen = chosen(MatchingConfigReader.read(config));
        Records records = new Records(chosen.start());
        new RecordFile(files.getFirst(), chosen).into(records);
        if (files.size() > 1) {
            records.secondFile();
            new RecordFile(files.get(1), chosen).into(records);
        }
        records.close();
        double read = (System.nanoTime() - began) / NANOS;
        Matching matching =
                new Matching(records, chosen, Math.max(1, Runtime.getRuntime().availableProcessors()));
        List<Decided> decided = matching.run();
        Map<Band, Integer> bands = write(records, matching, decided);
        tell(records, matching, bands, read, (System.nanoTime() - began) / NANOS);
        return 0;
    }

    /** Comparing may take minutes: where the pairs cannot be put is told before. */
    private void requireFolder() {
        Path folder = out.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw Problem.of(
                            MatchingProblem.NOT_WRITTEN,
                            "%s cannot be written: there is no folder %s. Make it, or name another file with --out."
                                    .formatted(out, folder))
                    .with("file", out.toString());
        }
        if (Files.isDirectory(out)) {
            throw Problem.of(
                            MatchingProblem.NOT_WRITTEN,
                            "%s cannot be written: it is a folder. Name a file with --out.".formatted(out))
                    .with("file", out.toString());
        }
    }

    /** Pairs that share several keys are counted for each of them. */
    private static long compared(Records records, Matching matching) {
        return (long) Math.min(matching.blocking().pairs(), records.allPairs());
    }

    private MatchingConfig chosen(MatchingConfig whole) {
        List<String> known =
                whole.compare().stream().map(MatchingConfig.Compare::name).toList();
        for (String name : only) {
            if (!known.contains(name.strip())) {
                throw Problem.of(
                                MatchingProblem.UNKNOWN_COMPARISON,
                                "--only: %s has no comparison '%s'; it has: %s."
                                        .formatted(config, name, String.join(", ", known)))
                        .with("comparison", name);
            }
        }
        List<String> wanted = only.stream().map(String::strip).toList();
        return wanted.isEmpty() ? whole : whole.only(wanted);
    }

    private Map<Band, Integer> write(Records records, Matching matching, List<Decided> decided) {
        Map<Band, Integer> bands = new EnumMap<>(Band.class);
        for (Band band : Band.values()) {
            bands.put(band, 0);
        }
        Path absolute = out.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            try (CsvWriter writer = CsvWriter.builder().build(part)) {
                writer.writeRecord("left", "right", "probability", "band", "why");
                for (Decided one : decided) {
                    bands.merge(one.band(), 1, Integer::sum);
                    if (one.band() != Band.DIFFERENT || different) {
                        writer.writeRecord(
                                records.id(one.one()),
                                records.id(one.other()),
                                String.format(Locale.ROOT, "%.6f", one.probability()),
                                one.band().word(),
                                matching.explain(one));
                    }
                }
            }
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.of(MatchingProblem.NOT_WRITTEN, "%s cannot be written: %s.".formatted(out, reason(e)), e)
                    .with("file", out.toString());
        }
        return bands;
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException
                ? "this user may not write there"
                : e instanceof java.nio.file.FileSystemException of && of.getReason() != null
                        ? of.getReason()
                        : String.valueOf(e.getMessage());
    }

    private void tell(Records records, Matching matching, Map<Band, Integer> bands, double read, double all) {
        PrintWriter to = spec.commandLine().getOut();
        if (json) {
            to.println(JSON.writeValueAsString(document(records, matching, bands, read, all)));
        } else {
            to.println(String.format(
                    Locale.ROOT,
                    "%,d records%s, at most %,d of %,.0f pairs compared, %.1f s (%.1f s of it reading)",
                    records.size(),
                    records.linking()
                            ? " (%,d and %,d)".formatted(records.split(), records.size() - records.split())
                            : "",
                    compared(records, matching),
                    records.allPairs(),
                    all,
                    read));
            to.println(String.format(
                    Locale.ROOT,
                    "%,d pairs are the same, %,d are to be reviewed: %s",
                    bands.get(Band.SAME),
                    bands.get(Band.REVIEW),
                    out));
            if (records.size() < FEW) {
                to.println(String.format(
                        Locale.ROOT,
                        "%,d records are few to learn from: what is usual among people counts beside them. Look at the pairs yourself.",
                        records.size()));
            }
            if (matching.blocking().leftOut() > 0) {
                to.println(String.format(
                        Locale.ROOT,
                        "%,d pairs share nothing but values that very many records share; they were not compared",
                        matching.blocking().leftOut()));
            }
        }
        to.flush();
    }

    private Map<String, @Nullable Object> document(
            Records records, Matching matching, Map<Band, Integer> bands, double read, double all) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("records", records.size());
        document.put("files", files.stream().map(Path::toString).toList());
        document.put("out", out.toString());
        document.put("same", bands.get(Band.SAME));
        document.put("review", bands.get(Band.REVIEW));
        document.put("compared", compared(records, matching));
        document.put("leftOut", matching.blocking().leftOut());
        document.put("learntFrom", matching.learntFrom());
        document.put("fewRecords", records.size() < FEW);
        document.put("expectedSame", matching.model().same() * records.allPairs());
        document.put("readSeconds", read);
        document.put("seconds", all);
        document.put("evidence", evidence(matching.model()));
        return document;
    }

    private static List<Map<String, Object>> evidence(Model model) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int e = 0; e < model.evidence().size(); e++) {
            Evidence of = model.evidence().get(e);
            List<Map<String, Object>> levels = new ArrayList<>();
            for (int level = 0; level < of.levels(); level++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("level", of.words()[level]);
                one.put("ofSame", model.m(e, level));
                one.put("ofStrangers", model.u(e, level));
                levels.add(one);
            }
            all.add(Map.of("name", of.name(), "levels", levels));
        }
        return all;
    }
}
