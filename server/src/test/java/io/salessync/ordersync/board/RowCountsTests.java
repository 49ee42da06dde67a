package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.source.Input;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.RowCounts;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The kept counts against counting every row anew, after whatever happens to rows. */
@ProgramTest
class RowCountsTests {
    private static final List<String> CUSTOMERS = List.of("Acme", "Best", "Cord");

    /** What the counts mean, said by the rows alone: what is not synced, and what is synced and has nothing after it. */
    private static final String COUNTED_ANEW = """
            SELECT '%1$s ' || group_name || ' ' || state, count(*) FROM (
              SELECT group_name, state FROM %2$s WHERE sync_id = ? AND state <> 'SYNCED'
              UNION ALL
              SELECT group_name, state FROM (SELECT DISTINCT ON (record_uuid) group_name, state, action FROM %2$s
                WHERE sync_id = ? ORDER BY record_uuid, version DESC) latest WHERE state = 'SYNCED' AND action <> 'REMOVE') r
            GROUP BY 1""";

    private static final String RECORDS_ANEW = """
            SELECT 'ORDERS ' || group_name || ' RECORD', count(*) FROM ordersync.order_list WHERE sync_id = ? AND NOT removed GROUP BY 1
            UNION ALL
            SELECT 'LINES ' || o.group_name || ' RECORD', count(*) FROM ordersync.order_list o JOIN ordersync.order_list_lines l
              ON l.tenant_id = o.tenant_id AND l.sync_id = o.sync_id AND l.source_key = o.source_key
            WHERE o.sync_id = ? AND NOT o.removed AND NOT l.removed GROUP BY 1""";

    @Autowired
    private Syncs syncs;

    @Autowired
    private Loads loads;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Destinations destinations;

    @Autowired
    private DueRows rows;

    @Autowired
    private RowStates states;

    @Autowired
    private Reopening reopening;

    @Autowired
    private Retrying retrying;

    @Autowired
    private MovableClock clock;

    @TempDir
    private Path folder;

    private TenantId tenant;
    private Sync sync;
    private Destination target;

    @BeforeEach
    void aSyncOfItsOwn() {
        tenant = tenants.fresh().id();
        sync = syncs.save(
                tenant,
                BoardKit.MAPPING.formatted("source", "\"9200000001\"", "http://127.0.0.1:9/monday/v2"),
                "dev",
                null,
                null);
        target = destinations.of(tenant, sync.id());
    }

    @Test
    void areWhatCountingAnewFindsAfterEachOfManyRandomOperations() {
        for (long seed = 1; seed <= 2; seed++) {
            Random random = new Random(seed);
            for (int step = 0; step < 40; step++) {
                String did = operation(random);
                assertThat(kept()).as("seed %d, step %d: %s", seed, step, did).isEqualTo(anew());
            }
        }
        assertThat(anew()).as("the operations left something to count").isNotEmpty();
    }

    @Test
    void areExactAfterOperationsThatRanAtTheSameTime() throws Exception {
        load(new Random(7));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> working = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                Random random = new Random(100 + worker);
                Callable<Integer> work = () -> {
                    int done = 0;
                    for (int step = 0; step < 40; step++) {
                        done += unlessInTheWay(random) ? 1 : 0;
                    }
                    return done;
                };
                working.add(threads.submit(work));
            }
            for (Future<Integer> one : working) {
                assertThat(one.get()).isGreaterThan(20);
            }
        }
        assertThat(kept()).isEqualTo(anew());
    }

    /** Lists and states worked on by hand may stand in each other's way; a run is put off then, and so nothing is lost. */
    private boolean unlessInTheWay(Random random) {
        try {
            operation(random);
            return true;
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql && "40P01".equals(sql.getSQLState())) {
                    return false;
                }
            }
            throw e;
        }
    }

    @Test
    void goWithTheirSync() {
        load(new Random(1));
        assertThat(kept()).isNotEmpty();
        database.runInTenant(tenant, sql -> sql.execute("DELETE FROM ordersync.sync WHERE sync_id = ?", sync.id()));
        assertThat(kept()).isEmpty();
    }

    @Test
    void areFoldedIntoAnEntryForEachCount() {
        Random random = new Random(3);
        for (int step = 0; step < 20; step++) {
            operation(random);
        }
        TreeMap<String, Long> before = kept();
        database.runInTenant(tenant, RowCounts::fold);
        assertThat(kept()).isEqualTo(before);
        assertThat(database.<Long>inTenant(
                        tenant,
                        sql -> sql.fetchSingle("SELECT count(*) FROM ordersync.row_count WHERE sync_id = ?", sync.id())
                                .get(0, Long.class)))
                .isEqualTo(before.size());
    }

    private String operation(Random random) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> load(random);
            case 3 -> {
                database.runInTenant(tenant, RowCounts::fold);
                yield "fold";
            }
            case 4 -> {
                database.runInTenant(tenant, sql -> {
                    rows.release(sql, target, 3, clock.instant());
                    for (RowKind kind : RowKind.values()) {
                        reopening.reopen(sql, target, kind, rows.orphans(sql, target, kind));
                    }
                });
                yield "release";
            }
            case 5 -> {
                retrying.retry(tenant, sync.id(), new Retrying.Choice(null, null, null, true, false));
                yield "retry";
            }
            case 6 -> {
                database.runInTenant(tenant, sql -> {
                    RowKind kind = kind(random);
                    List<UUID> some = sql.fetch(
                                    "SELECT record_uuid FROM " + kind.list()
                                            + " WHERE sync_id = ? ORDER BY random() LIMIT 3",
                                    sync.id())
                            .getValues(0, UUID.class);
                    reopening.reopen(sql, target, kind, some);
                });
                yield "reopen";
            }
            default -> {
                database.runInTenant(tenant, sql -> move(sql, kind(random), random));
                yield "move";
            }
        };
    }

    private static RowKind kind(Random random) {
        return random.nextBoolean() ? RowKind.ORDERS : RowKind.LINES;
    }

    /** Some orders come, go, change, move to another customer; sizes come and go. */
    private String load(Random random) {
        StringBuilder list = new StringBuilder(BoardKit.HEADER);
        for (int order = 1; order <= 8; order++) {
            if (random.nextInt(4) > 0) {
                int small = random.nextInt(3);
                int large = random.nextInt(3);
                list.append("A%d,%s,Style %d,,%d,,%d,,%d\n"
                        .formatted(
                                order,
                                CUSTOMERS.get(random.nextInt(3)),
                                random.nextInt(2),
                                small,
                                large,
                                small + large));
            }
        }
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "list", ".csv"), list);
            loads.load(
                    tenant, sync.id(), new Input.FileInput(file, "list.csv"), true, (step, done, total, message) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "load " + list;
    }

    /** Some rows go where a run would take them. */
    private void move(DSLContext sql, RowKind kind, Random random) {
        List<Long> some = sql.fetch(
                        "SELECT delta_id FROM " + kind.deltas()
                                + " WHERE sync_id = ? ORDER BY random() LIMIT 4 FOR UPDATE SKIP LOCKED",
                        sync.id())
                .getValues(0, Long.class);
        if (some.isEmpty()) {
            return;
        }
        UUID run = UUID.randomUUID();
        switch (random.nextInt(7)) {
            case 0 -> states.sending(sql, target, kind, some, UUID.randomUUID(), run, clock.instant());
            case 1 -> states.pending(sql, target, kind, some, "again", true, clock.instant());
            case 2 -> states.unknown(sql, target, kind, some, "no answer", clock.instant());
            case 3 ->
                states.failed(
                        sql, target, kind, some.getFirst(), run, "ROW", "x", "wrong", clock.instant(), clock.instant());
            case 4 -> states.blocked(sql, target, kind, some.getFirst(), run, "x", "waits", clock.instant());
            default -> states.synced(sql, target, kind, some, run, null, clock.instant());
        }
    }

    private TreeMap<String, Long> kept() {
        return database.inTenant(tenant, sql -> {
            RowCounts counts = RowCounts.of(sql, sync.id());
            TreeMap<String, Long> kept = new TreeMap<>();
            for (RowKind kind : RowKind.values()) {
                counts.groups(kind.name())
                        .forEach((group, states) -> states.forEach(
                                (state, amount) -> kept.put(kind.name() + " " + group + " " + state, amount)));
            }
            return kept;
        });
    }

    private TreeMap<String, Long> anew() {
        return database.inTenant(tenant, sql -> {
            TreeMap<String, Long> anew = new TreeMap<>();
            for (RowKind kind : RowKind.values()) {
                sql.fetch(COUNTED_ANEW.formatted(kind.name(), kind.deltas()), sync.id(), sync.id())
                        .forEach(row -> anew.put(row.get(0, String.class), row.get(1, Long.class)));
            }
            sql.fetch(RECORDS_ANEW, sync.id(), sync.id())
                    .forEach(row -> anew.put(row.get(0, String.class), row.get(1, Long.class)));
            return anew;
        });
    }
}
