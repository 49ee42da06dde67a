package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.TAKEN_FILE;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files that start flows: found once they are complete, taken by one node, put into {@code done} or {@code failed} beside
 * them when the run is over. Folders are named by whoever runs the server, for each tenant, never by a flow.
 */
@Component
final class FileDrops {
    private static final Logger log = LoggerFactory.getLogger(FileDrops.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String TAKEN = ".taken";
    /** A file that was taken this long ago by a node that then died is taken again. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    private final Tenants tenants;
    private final Database database;
    private final Firing firing;
    private final Ticker ticker;
    private final TriggerSettings settings;
    private final JsonMapper json;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Set<Path> warned = new HashSet<>();

    private record Seen(long size, long modified) {}

    FileDrops(
            Tenants tenants,
            Database database,
            Firing firing,
            Ticker ticker,
            TriggerSettings settings,
            JsonMapper json) {
        this.tenants = tenants;
        this.database = database;
        this.firing = firing;
        this.ticker = ticker;
        this.settings = settings;
        this.json = json;
    }

    /** Looks into all folders that triggers name. A file counts as complete when it has not changed since the look before. */
    synchronized void look() {
        if (settings.folders().isEmpty()) {
            return;
        }
        boolean any = false;
        for (Tenant tenant : tenants.all()) {
            Map<String, String> folders = settings.folders().getOrDefault(tenant.slug(), Map.of());
            if (folders.isEmpty()) {
                continue;
            }
            List<TriggerRecord> triggers = database.inTenant(
                    tenant.id(),
                    sql -> sql.selectFrom(TRIGGER)
                            .where(TRIGGER.TENANT_ID.eq(tenant.id().value()))
                            .and(TRIGGER.TYPE.eq(FileTrigger.NAME))
                            .and(TRIGGER.ENABLED)
                            .orderBy(TRIGGER.FLOW_ID, TRIGGER.TRIGGER_ID)
                            .fetch());
            for (TriggerRecord trigger : triggers) {
                any |= look(tenant, trigger, folders);
            }
        }
        if (any) {
            ticker.wake();
        }
    }

    private boolean look(Tenant tenant, TriggerRecord trigger, Map<String, String> folders) {
        JsonNode wanted = json.readTree(trigger.getSettings().data());
        String named = folders.get(wanted.path("folder").asString(""));
        if (named == null) {
            return false;
        }
        Path folder = Path.of(named).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            if (warned.add(folder)) {
                log.warn("The folder {} that flow {} waits for is not there", folder, trigger.getFlowName());
            }
            return false;
        }
        warned.remove(folder);
        PathMatcher matcher = folder.getFileSystem()
                .getPathMatcher("glob:" + wanted.path("pattern").asString(FileTrigger.ANY_FILE));
        boolean any = false;
        for (Path file : complete(folder, matcher)) {
            any |= take(tenant, trigger, folder, file, String.valueOf(file.getFileName()));
        }
        return takeForgotten(tenant, trigger, folder, matcher) || any;
    }

    private List<Path> complete(Path folder, PathMatcher matcher) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .filter(this::isComplete)
                    .toList();
        } catch (IOException e) {
            log.warn("The folder {} cannot be read", folder, e);
            return List.of();
        }
    }

    private boolean isComplete(Path file) {
        try {
            Seen now =
                    new Seen(Files.size(file), Files.getLastModifiedTime(file).toMillis());
            return now.equals(seen.put(file, now));
        } catch (IOException gone) {
            seen.remove(file);
            return false;
        }
    }

    private boolean take(Tenant tenant, TriggerRecord trigger, Path folder, Path file, String name) {
        seen.remove(file);
        Path taken = folder.resolve(TAKEN).resolve(UUID.randomUUID() + "-" + name);
        try {
            Files.createDirectories(folder.resolve(TAKEN));
            Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
            Files.setLastModifiedTime(taken, java.nio.file.attribute.FileTime.from(firing.now()));
        } catch (NoSuchFileException takenByAnotherNode) {
            return false;
        } catch (IOException e) {
            log.warn("{} cannot be taken out of its folder", file, e);
            return false;
        }
        database.runInTenant(tenant.id(), sql -> makeDue(sql, trigger, folder, taken, name));
        return true;
    }

    /** Between the move and the row a node may die: such a file has no row. */
    private boolean takeForgotten(Tenant tenant, TriggerRecord trigger, Path folder, PathMatcher matcher) {
        Path taken = folder.resolve(TAKEN);
        if (!Files.isDirectory(taken)) {
            return false;
        }
        Set<String> known = new HashSet<>(database.inTenant(
                tenant.id(),
                sql -> sql.select(TAKEN_FILE.PATH)
                        .from(TAKEN_FILE)
                        .where(TAKEN_FILE.TENANT_ID.eq(tenant.id().value()))
                        .fetch(TAKEN_FILE.PATH)));
        Instant before = firing.now().minus(FORGOTTEN);
        boolean any = false;
        try (Stream<Path> files = Files.list(taken)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName()).replaceFirst("^[0-9a-f-]{36}-", "");
                if (!known.contains(file.toString())
                        && matcher.matches(Path.of(name))
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    any |= take(tenant, trigger, folder, file, name);
                }
            }
        } catch (IOException e) {
            log.debug("{} cannot be read", taken, e);
        }
        return any;
    }

    private void makeDue(DSLContext sql, TriggerRecord trigger, Path folder, Path taken, String name) {
        Instant now = firing.now();
        ObjectNode payload = json.createObjectNode();
        payload.put("path", taken.toString()).put("name", name).put("folder", folder.toString());
        Instant due = now;
        while (insertDue(sql, trigger, due, now, payload) == 0) {
            due = due.plusNanos(1_000);
        }
        sql.insertInto(TAKEN_FILE)
                .set(TAKEN_FILE.TENANT_ID, trigger.getTenantId())
                .set(TAKEN_FILE.FLOW_ID, trigger.getFlowId())
                .set(TAKEN_FILE.TRIGGER_ID, trigger.getTriggerId())
                .set(TAKEN_FILE.PATH, taken.toString())
                .set(TAKEN_FILE.NAME, name)
                .set(TAKEN_FILE.FOLDER, folder.toString())
                .set(TAKEN_FILE.DUE, due)
                .execute();
    }

    private static int insertDue(DSLContext sql, TriggerRecord trigger, Instant due, Instant now, ObjectNode payload) {
        return sql.insertInto(DUE)
                .set(DUE.TENANT_ID, trigger.getTenantId())
                .set(DUE.FLOW_ID, trigger.getFlowId())
                .set(DUE.TRIGGER_ID, trigger.getTriggerId())
                .set(DUE.DUE_, due)
                .set(DUE.STARTS_AT, now)
                .set(DUE.STATE, "PLANNED")
                .set(DUE.PAYLOAD, JSON.json(payload.toString()))
                .onConflictDoNothing()
                .execute();
    }

    /** Files whose runs are over, by any node. */
    synchronized void putAway() {
        if (settings.folders().isEmpty()) {
            return;
        }
        for (Tenant tenant : tenants.all()) {
            if (settings.folders().containsKey(tenant.slug())) {
                putAway(tenant);
            }
        }
    }

    private record Over(String path, String name, String folder, boolean well) {}

    private void putAway(Tenant tenant) {
        List<Over> over = database.inTenant(
                tenant.id(),
                sql -> sql.fetch(
                                "SELECT f.path, f.name, f.folder, coalesce(r.state, '') = 'SUCCEEDED' FROM flows.taken_file f"
                                        + " JOIN flows.due d ON d.tenant_id = f.tenant_id AND d.flow_id = f.flow_id"
                                        + " AND d.trigger_id = f.trigger_id AND d.due = f.due"
                                        + " LEFT JOIN kernel.run r ON r.tenant_id = d.tenant_id AND r.run_id = d.run_id"
                                        + " WHERE f.tenant_id = ? AND d.settled_at IS NOT NULL"
                                        + " AND (r.run_id IS NULL OR r.finished_at IS NOT NULL)",
                                tenant.id().value())
                        .map(row -> new Over(
                                row.get(0, String.class),
                                row.get(1, String.class),
                                row.get(2, String.class),
                                Boolean.TRUE.equals(row.get(3, Boolean.class)))));
        for (Over file : over) {
            move(file);
            database.runInTenant(
                    tenant.id(),
                    sql -> sql.deleteFrom(TAKEN_FILE)
                            .where(TAKEN_FILE.TENANT_ID.eq(tenant.id().value()))
                            .and(TAKEN_FILE.PATH.eq(file.path()))
                            .execute());
        }
    }

    private void move(Over file) {
        Path target = Path.of(file.folder()).resolve(file.well() ? "done" : "failed");
        Path to = target.resolve(STAMP.format(firing.now()) + "-" + file.name());
        try {
            Files.createDirectories(target);
            try {
                Files.move(Path.of(file.path()), to, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException otherDisk) {
                Files.move(Path.of(file.path()), to, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (NoSuchFileException alreadyPutAway) {
            log.debug("{} was put away before", file.path());
        } catch (IOException e) {
            log.warn("{} could not be moved to {}", file.path(), to, e);
        }
    }
}
