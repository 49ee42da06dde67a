package io.salessync.ordersync.board;

import io.salessync.kernel.runs.HandRun;
import io.salessync.kernel.runs.RunInterrupted;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.SandboxProcess;
import io.salessync.ordersync.source.Input;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** An order list of a test's own with a board in the sandbox. */
final class BoardKit {
    static final String HEADER = "Order,Customer,Style,Note,S,M,L,XL,Total\n";

    static final String MAPPING = """
            name = "orders"

            [source]
            shape = "wide"
            order_key = ["Order"]
            group = "{Customer}"
            group_default = "No customer"
            complete = true
            max_removals = 1.0

            [source.sizes]
            pattern = "S|M|L|XL|P[0-9]+"

            [items]
            name = "{Order}"
            record_uuid = "record_uuid"

            [[items.column]]
            id = "style"
            type = "text"
            from = "Style"

            [[items.column]]
            id = "notes"
            type = "long_text"
            from = "Note"
            owner = "%s"

            [lines]
            name = "{size}"
            record_uuid = "record_uuid"

            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "quantity"

            [status]
            column = "sync_status"
            synced = "Synced"
            partial = "Changed"

            [dev]
            boards = [%s]
            token = "sandbox:sandbox-personal"
            endpoint = "%s"
            idempotency_window = "30m"
            """;

    private final Syncs syncs;
    private final Loads loads;
    private final Database database;
    private final TenantKit tenants;
    private final Destinations destinations;
    private final MovableClock clock;

    BoardKit(
            Syncs syncs,
            Loads loads,
            Database database,
            TenantKit tenants,
            Destinations destinations,
            MovableClock clock) {
        this.syncs = syncs;
        this.loads = loads;
        this.database = database;
        this.tenants = tenants;
        this.destinations = destinations;
        this.clock = clock;
    }

    Fixture fixture(SandboxProcess sandbox, Path folder, String notesOwner, String... boards) {
        return fixture(sandbox, folder, notesOwner, mapping -> mapping, boards);
    }

    /** The same with the mapping edited. */
    Fixture fixture(
            SandboxProcess sandbox, Path folder, String notesOwner, UnaryOperator<String> edit, String... boards) {
        TenantId tenant = tenants.fresh().id();
        String ids = String.join(
                ", ", List.of(boards).stream().map(id -> '"' + id + '"').toList());
        String config = edit.apply(MAPPING.formatted(notesOwner, ids, sandbox.monday()));
        return new Fixture(
                this, sandbox, folder, tenant, syncs.save(tenant, config, "dev", null, null), List.of(boards));
    }

    /** A mapping of its own, such as a shipped one, whose boards lie in this sandbox. */
    Fixture fixture(SandboxProcess sandbox, Path folder, String config, List<String> boards) {
        TenantId tenant = tenants.fresh().id();
        return new Fixture(this, sandbox, folder, tenant, syncs.save(tenant, config, "dev", null, null), boards);
    }

    /** One list, its sync and its boards. */
    record Fixture(BoardKit kit, SandboxProcess sandbox, Path folder, TenantId tenant, Sync sync, List<String> boards) {

        void load(String list) {
            try {
                Path file = Files.writeString(folder.resolve("list.csv"), list);
                kit.loads.load(
                        tenant,
                        sync.id(),
                        new Input.FileInput(file, "list.csv"),
                        true,
                        (step, done, total, message) -> {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Saves the mapping edited: the same sync from then on. */
        void edit(UnaryOperator<String> edit) {
            kit.syncs.save(tenant, edit.apply(sync.config()), "dev", null, null);
        }

        HandRun run(Boolean heal, UUID undone) {
            return new HandRun(
                    kit.database, tenant, kit.destinations.input(new Destinations.Input(sync.id(), heal, undone)));
        }

        /** Executes until it is over, however often it is put off; time moves to the end of each wait. */
        RunOutcome execute(RunKind kind, HandRun run) {
            for (int execution = 0; execution < 200; execution++) {
                try {
                    return kind.execute(run);
                } catch (RunInterrupted putOff) {
                    Instant until = run.sleepsUntil();
                    if (until != null && until.isAfter(kit.clock.instant())) {
                        kit.clock.set(until.plusMillis(1));
                    }
                }
            }
            throw new AssertionError("It never came to its end: " + run.lines());
        }

        RunOutcome execute(RunKind kind) {
            return execute(kind, run(null, null));
        }

        /** What the boards hold, sorted: {@code group: name [style|notes|status] size=quantity …}. */
        List<String> board() {
            List<String> rows = new ArrayList<>();
            for (String id : boards) {
                JsonNode board = sandbox.board(id);
                Map<String, String> titles = new TreeMap<>();
                board.path("groups")
                        .forEach(group -> titles.put(
                                group.path("id").asString(""),
                                group.path("title").asString("")));
                for (JsonNode item : board.path("items_list")) {
                    if (active(item)) {
                        rows.add(titles.get(item.path("group").asString("")) + ": " + row(item));
                    }
                }
            }
            rows.sort(null);
            return rows;
        }

        private static boolean active(JsonNode item) {
            return item.path("state").asString("").equals("active");
        }

        private static String row(JsonNode item) {
            TreeSet<String> lines = new TreeSet<>();
            int subitems = 0;
            for (JsonNode subitem : item.path("subitems")) {
                if (active(subitem)) {
                    subitems++;
                    lines.add(subitem.path("name").asString("") + "="
                            + subitem.path("column_values").path("quantity").asString(""));
                }
            }
            String text = lines.size() == subitems ? String.join(" ", lines) : subitems + " subitems: " + lines;
            JsonNode values = item.path("column_values");
            return item.path("name").asString("") + " [" + values.path("style").asString("") + "|"
                    + values.path("notes").asString("") + "|"
                    + values.path("sync_status").asString("") + "] " + text;
        }

        JsonNode item(String name) {
            for (String id : boards) {
                for (JsonNode item : sandbox.board(id).path("items_list")) {
                    if (active(item) && item.path("name").asString("").equals(name)) {
                        return item;
                    }
                }
            }
            throw new AssertionError("No item " + name);
        }

        String itemId(String name) {
            return item(name).path("id").asString("");
        }

        void person(String edit) {
            sandbox.send("POST", "/_sandbox/monday/edit", edit);
        }

        long duplicates() {
            return boards.stream()
                    .mapToLong(id -> sandbox.board(id).path("duplicates").asLong())
                    .sum();
        }

        long mutations() {
            return sandbox.calls().path("mutations").asLong();
        }

        Map<String, Long> states() {
            Map<String, Long> states = new TreeMap<>();
            for (RowKind kind : RowKind.values()) {
                kit.database.runInTenant(
                        tenant,
                        sql -> sql.fetch("SELECT state, count(*) FROM " + kind.deltas() + " GROUP BY state")
                                .forEach(row ->
                                        states.merge(row.get(0, String.class), row.get(1, Long.class), Long::sum)));
            }
            return states;
        }

        List<String> reasons() {
            TreeSet<String> reasons = new TreeSet<>();
            for (RowKind kind : RowKind.values()) {
                kit.database.runInTenant(
                        tenant,
                        sql -> sql.fetch("SELECT source_key, state, fault_class, reason FROM " + kind.deltas()
                                        + " WHERE state <> 'SYNCED'")
                                .forEach(row -> reasons.add(
                                        row.get(0) + " " + row.get(1) + " " + row.get(2) + " " + row.get(3))));
            }
            return List.copyOf(reasons);
        }
    }

    MovableClock clock() {
        return clock;
    }
}
