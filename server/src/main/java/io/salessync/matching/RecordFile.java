package io.salessync.matching;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.kernel.problems.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A CSV file of records, read into {@link Records}; what does not fit is refused with its file, line and column. */
final class RecordFile {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int LONGEST = 4 * 1024 * 1024;

    private final Path path;
    private final MatchingConfig config;

    RecordFile(Path path, MatchingConfig config) {
        this.path = path;
        this.config = config;
    }

    /** Adds all rows. */
    void into(Records records) {
        char delimiter = delimiter();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowUnclosedQuote(false)
                .maxBufferSize(LONGEST)
                .ofCsvRecord(open())) {
            Iterator<CsvRecord> rows = reader.iterator();
            if (!rows.hasNext()) {
                throw Problem.of(MatchingProblem.WRONG_HEADER, path + " is empty: there is not even a header.")
                        .with("file", path.toString());
            }
            List<String> header = header(rows.next().getFields());
            rows(rows, header, records);
        } catch (CsvParseException e) {
            throw unreadable(e.getCause() instanceof CharacterCodingException coding ? coding : e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause() == null ? e : e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Problem unreadable(Throwable e) {
        String why;
        if (e instanceof NoSuchFileException) {
            why = "there is no such file";
        } else if (e instanceof CharacterCodingException) {
            long line = lineOfWrongLetter();
            why = "line %d has bytes that are not UTF-8: save the file as UTF-8".formatted(line);
        } else {
            Throwable cause = e.getCause();
            why = cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " " + cause.getMessage();
        }
        return Problem.of(MatchingProblem.FILE_UNREADABLE, "%s cannot be read: %s.".formatted(path, why), e)
                .with("file", path.toString());
    }

    private long lineOfWrongLetter() {
        long line = 1;
        try (var bytes = new java.io.BufferedInputStream(Files.newInputStream(path))) {
            java.io.ByteArrayOutputStream of = new java.io.ByteArrayOutputStream();
            for (int b = bytes.read(); b >= 0; b = bytes.read()) {
                of.write(b);
                if (b == '\n') {
                    StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(of.toByteArray()));
                    of.reset();
                    line++;
                }
            }
        } catch (IOException found) {
            return line;
        }
        return line;
    }

    private Reader open() throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                Files.newInputStream(path),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private Set<String> needed() {
        Set<String> needed = new java.util.LinkedHashSet<>();
        needed.add(config.id());
        config.compare().forEach(one -> one.columns().values().forEach(needed::addAll));
        return needed;
    }

    /** The one under which most of the needed columns are found. */
    private char delimiter() {
        String line;
        if (Files.isDirectory(path)) {
            throw Problem.of(MatchingProblem.FILE_UNREADABLE, path + " is a folder: name a CSV file.")
                    .with("file", path.toString());
        }
        try (BufferedReader reader = new BufferedReader(open())) {
            line = reader.readLine();
        } catch (IOException e) {
            throw unreadable(e);
        }
        char best = ',';
        int most = -1;
        for (char candidate : DELIMITERS) {
            List<String> names = line == null || line.isBlank()
                    ? List.of()
                    : CsvReader.builder()
                            .fieldSeparator(candidate)
                            .allowExtraCharsAfterClosingQuote(true)
                            .allowUnclosedQuote(true)
                            .ofSingleCsvRecord(line)
                            .getFields();
            int found = (int)
                    names.stream().map(String::strip).filter(needed()::contains).count();
            int score = found * 1_000 + Math.min(names.size(), 999);
            if (score > most) {
                most = score;
                best = candidate;
            }
        }
        return best;
    }

    private List<String> header(List<String> cells) {
        List<String> header = cells.stream().map(String::strip).toList();
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (needed().contains(header.get(i)) && !seen.add(header.get(i))) {
                wrong.add("line 1, column %d: '%s' is there twice".formatted(i + 1, header.get(i)));
            }
        }
        for (String name : needed()) {
            if (!header.contains(name)) {
                String meant = MatchingConfigReader.nearest(name, header)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("the columns are: " + String.join(", ", header));
                wrong.add("line 1: there is no column '%s': %s".formatted(name, meant));
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.of(MatchingProblem.WRONG_HEADER, path + ", " + String.join("\n" + path + ", ", wrong))
                    .with("file", path.toString())
                    .with("line", 1);
        }
        return header;
    }

    private void rows(Iterator<CsvRecord> rows, List<String> header, Records records) {
        int id = header.indexOf(config.id());
        List<Map<String, int[]>> places = new ArrayList<>();
        for (MatchingConfig.Compare one : config.compare()) {
            Map<String, int[]> of = new LinkedHashMap<>();
            one.columns()
                    .forEach((role, names) -> of.put(
                            role, names.stream().mapToInt(header::indexOf).toArray()));
            places.add(of);
        }
        Map<String, Long> lines = new HashMap<>();
        while (rows.hasNext()) {
            CsvRecord row = rows.next();
            long line = row.getStartingLineNumber();
            if (row.getFieldCount() != header.size()) {
                throw wrong(
                        line,
                        null,
                        "has %d cells where the header has %d: look for a delimiter inside a cell that is not in quotes"
                                .formatted(row.getFieldCount(), header.size()));
            }
            String name = row.getField(id).strip();
            if (name.isEmpty()) {
                throw wrong(line, config.id(), "is empty: every record needs an id");
            }
            Long before = lines.putIfAbsent(name, line);
            if (before != null) {
                throw wrong(line, config.id(), "is '%s' as in line %d: ids are there once".formatted(name, before));
            }
            if (records.size() >= Blocking.MOST) {
                throw Problem.of(
                        MatchingProblem.TOO_MANY,
                        "%s, line %d: more than %,d records.".formatted(path, line, Blocking.MOST));
            }
            List<Map<String, List<String>>> cells = new ArrayList<>(places.size());
            for (Map<String, int[]> of : places) {
                Map<String, List<String>> values = new HashMap<>();
                of.forEach((role, at) -> {
                    List<String> texts = new ArrayList<>(at.length);
                    for (int place : at) {
                        texts.add(row.getField(place));
                    }
                    values.put(role, texts);
                });
                cells.add(values);
            }
            records.add(name, cells);
        }
    }

    private Problem wrong(long line, @Nullable String column, String what) {
        Problem problem = Problem.of(
                        MatchingProblem.WRONG_ROW,
                        column == null
                                ? "%s, line %d: the row %s.".formatted(path, line, what)
                                : "%s, line %d: the column %s %s.".formatted(path, line, column, what))
                .with("file", path.toString())
                .with("line", line);
        return column == null ? problem : problem.with("column", column);
    }
}
