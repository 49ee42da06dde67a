package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.UPLOADED_FILE;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.jooq.tables.records.UploadedFileRecord;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The files that flows may read: those people uploaded, kept below the data folder, and those below folders that whoever runs
 * the server allows ({@code salessync.flows.files.folders}). Where a link leads counts, not where it lies.
 */
@Component
final class FlowFiles {
    private static final Logger log = LoggerFactory.getLogger(FlowFiles.class);
    private static final int MOST = 200;

    private final Path uploads;
    private final FileSettings settings;
    private final Database database;
    private final InstantSource clock;
    private final Audit audit;

    FlowFiles(
            @Value("${salessync.data-dir:data}") Path dataDir,
            FileSettings settings,
            Database database,
            InstantSource clock,
            Audit audit) {
        this.uploads = dataDir.toAbsolutePath().resolve("flows").resolve("uploads");
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.audit = audit;
    }

    /** @param rows of an upload; null where they were not counted */
    record Place(Path path, String name, @Nullable Long rows) {}

    /** A file somebody uploaded, without its header counted as a row. */
    record Uploaded(
            UUID id, String name, long bytes, long rows, List<String> columns, String uploadedBy, Instant uploadedAt) {}

    /** The file a node's settings name, or the trigger's payload where they name none: {@code path}, {@code upload}. */
    Place find(Occasion occasion, @Nullable String path, @Nullable String upload) {
        if (upload != null) {
            return uploaded(occasion.tenant(), upload);
        }
        if (path != null) {
            return allowed(path);
        }
        String sent = occasion.payload().path("upload").asString("");
        if (!sent.isBlank()) {
            return uploaded(occasion.tenant(), sent);
        }
        String dropped = occasion.payload().path("path").asString("");
        if (!dropped.isBlank()) {
            return allowed(dropped);
        }
        throw Problem.of(
                NodeProblem.UNKNOWN_FILE,
                "No file is named: neither in the settings of '%s' nor as path or upload of what started the run."
                        .formatted(occasion.node()));
    }

    private Place uploaded(TenantId tenant, String id) {
        UUID file = uuid(id);
        UploadedFileRecord row = database.inTenant(
                tenant,
                sql -> sql.selectFrom(UPLOADED_FILE)
                        .where(UPLOADED_FILE.TENANT_ID.eq(tenant.value()))
                        .and(UPLOADED_FILE.FILE_ID.eq(file))
                        .fetchOne());
        if (row == null) {
            throw unknown(id);
        }
        Path path = at(tenant, file);
        if (!Files.isRegularFile(path)) {
            throw Problem.of(
                    NodeProblem.FILE_ELSEWHERE,
                    "The uploaded file '%s' is not in the data folder of this machine.".formatted(row.getName()));
        }
        return new Place(path, row.getName(), row.getRows());
    }

    private static Problem unknown(String id) {
        return Problem.of(NodeProblem.UNKNOWN_FILE, "There is no uploaded file '%s' (any more).".formatted(id))
                .with("file", id);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id.strip());
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private Path at(TenantId tenant, UUID file) {
        return uploads.resolve(tenant.toString()).resolve(file.toString());
    }

    private Place allowed(String given) {
        try {
            Path path = Path.of(given);
            if (!path.isAbsolute()) {
                throw notAllowed(given, "is not a whole path");
            }
            // whether it is there is told of files that may be read alone
            Path wanted = path.normalize();
            boolean below = settings.folders().stream()
                    .map(folder -> Path.of(folder).toAbsolutePath().normalize())
                    .anyMatch(wanted::startsWith);
            if (!below) {
                throw notAllowed(given, "lies outside the folders that flows may read");
            }
            Path real = path.toRealPath();
            for (String folder : settings.folders()) {
                Path root = Path.of(folder);
                if (Files.isDirectory(root) && real.startsWith(root.toRealPath()) && Files.isRegularFile(real)) {
                    return new Place(real, String.valueOf(real.getFileName()), null);
                }
            }
            throw notAllowed(given, "leads outside the folders that flows may read, or is no file");
        } catch (InvalidPathException e) {
            throw notAllowed(given, "is no path");
        } catch (IOException e) {
            throw Problem.of(NodeProblem.FILE_UNREADABLE, "'%s' cannot be read: it is not there.".formatted(given), e)
                    .with("file", given);
        }
    }

    private static Problem notAllowed(String given, String why) {
        return Problem.of(
                        NodeProblem.FILE_NOT_ALLOWED,
                        "'%s' %s. Whoever runs the server allows a folder with salessync.flows.files.folders; a file can also be uploaded."
                                .formatted(given, why))
                .with("file", given);
    }

    /** Keeps a file that somebody uploads, once it has been read to its end. */
    Uploaded keep(TenantId tenant, String actor, InputStream content, String name) {
        UUID id = UUID.randomUUID();
        Path path = at(tenant, id);
        try (content) {
            Files.createDirectories(path.getParent());
            try (InputStream plain = PackedFiles.plain(content);
                    OutputStream out = Files.newOutputStream(path)) {
                PackedFiles.copy(plain, out, name, settings);
            } catch (ZipException | EOFException e) {
                throw Problem.of(
                        NodeProblem.FILE_UNREADABLE,
                        "'%s' is packed with gzip and broken: %s. Upload it again.".formatted(name, e.getMessage()),
                        e);
            }
            Uploaded file = looked(id, path, name, actor);
            database.runInTenant(tenant, sql -> {
                sql.insertInto(UPLOADED_FILE)
                        .set(UPLOADED_FILE.TENANT_ID, tenant.value())
                        .set(UPLOADED_FILE.FILE_ID, id)
                        .set(UPLOADED_FILE.NAME, name)
                        .set(UPLOADED_FILE.BYTES, file.bytes())
                        .set(UPLOADED_FILE.ROWS, file.rows())
                        .set(UPLOADED_FILE.COLUMNS, file.columns().toArray(String[]::new))
                        .set(UPLOADED_FILE.UPLOADED_BY, actor)
                        .set(UPLOADED_FILE.UPLOADED_AT, file.uploadedAt())
                        .execute();
                audit.record(sql, tenant, actor, "flows.file-uploaded", id.toString(), Map.of("name", name));
            });
            return file;
        } catch (IOException e) {
            drop(path);
            throw new UncheckedIOException("The upload could not be kept in " + path.getParent(), e);
        } catch (RuntimeException e) {
            drop(path);
            throw e;
        }
    }

    private Uploaded looked(UUID id, Path path, String name, String actor) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(4);
        }
        boolean archive = new String(start, StandardCharsets.ISO_8859_1).startsWith("PK\u0003\u0004");
        List<String> columns = new ArrayList<>();
        long rows;
        if (archive) {
            try (SheetRows sheet = new SheetRows(path, name, null)) {
                columns.addAll(sheet.header());
                rows = sheet.count();
            }
        } else {
            CsvFile csv = new CsvFile(path, name, null, null);
            columns.addAll(csv.header());
            rows = csv.count();
        }
        return new Uploaded(id, name, Files.size(path), rows, List.copyOf(columns), actor, clock.instant());
    }

    private static void drop(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("{} could not be deleted", path, e);
        }
    }

    /** The latest uploads, newest first. */
    List<Uploaded> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(UPLOADED_FILE)
                        .where(UPLOADED_FILE.TENANT_ID.eq(tenant.value()))
                        .orderBy(UPLOADED_FILE.UPLOADED_AT.desc(), UPLOADED_FILE.FILE_ID)
                        .limit(MOST)
                        .fetch(row -> new Uploaded(
                                row.getFileId(),
                                row.getName(),
                                row.getBytes(),
                                row.getRows(),
                                List.of(row.getColumns()),
                                row.getUploadedBy(),
                                row.getUploadedAt())));
    }

    /** Forgets an upload; nodes that name it fail from then on. */
    void forget(TenantId tenant, String actor, UUID id) {
        Optional<String> name = database.inTenant(tenant, sql -> {
            Optional<String> gone = sql.deleteFrom(UPLOADED_FILE)
                    .where(UPLOADED_FILE.TENANT_ID.eq(tenant.value()))
                    .and(UPLOADED_FILE.FILE_ID.eq(id))
                    .returning(UPLOADED_FILE.NAME)
                    .fetchOptional(UPLOADED_FILE.NAME);
            gone.ifPresent(file ->
                    audit.record(sql, tenant, actor, "flows.file-deleted", id.toString(), Map.of("name", file)));
            return gone;
        });
        if (name.isEmpty()) {
            throw unknown(id.toString());
        }
        drop(at(tenant, id));
    }
}
