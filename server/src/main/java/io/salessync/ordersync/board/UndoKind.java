package io.salessync.ordersync.board;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.ColumnType;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.ActiveRun.Level;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes back what a run did to the boards, except where people have changed it since. */
@Component
final class UndoKind implements RunKind {
    static final String NAME = "ordersync.undo";
    private static final int ITEMS_AT_ONCE = 100;

    private final Destinations destinations;
    private final Database database;
    private final Opening opening;
    private final Recovering recovering;
    private final Writing writing;
    private final BoardMap map;
    private final BoardConnector connector;
    private final BatchText text;
    private final SyncRuns runs;
    private final InstantSource clock;

    UndoKind(
            Destinations destinations,
            Database database,
            Opening opening,
            Recovering recovering,
            Writing writing,
            BoardMap map,
            BoardConnector connector,
            BatchText text,
            SyncRuns runs,
            InstantSource clock) {
        this.destinations = destinations;
        this.database = database;
        this.opening = opening;
        this.recovering = recovering;
        this.writing = writing;
        this.map = map;
        this.connector = connector;
        this.text = text;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What a run changed of one item, first and last taken together. */
    private record Change(
            UUID record,
            String itemId,
            boolean made,
            boolean removed,
            Map<String, String> before,
            Map<String, String> after) {}

    private static final class Tally {
        private int archived;
        private int restored;
        private int left;
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        Destinations.Input input = destinations.input(run.input());
        UUID undone = Objects.requireNonNull(input.run(), "the run to undo");
        Destination target = destinations.of(run.tenant(), input.sync());
        database.runInTenant(run.tenant(), sql -> runs.note(sql, run.tenant(), target.syncId(), run.id(), NAME));
        Execution x = new Execution(run, target);
        Tally tally = new Tally();
        try {
            opening.open(x);
            recovering.recover(x);
            List<Change> changes = changes(target, undone);
            x.step("undo");
            x.total("undo", changes.size());
            for (int from = 0; from < changes.size(); from += ITEMS_AT_ONCE) {
                undo(x, changes.subList(from, Math.min(changes.size(), from + ITEMS_AT_ONCE)), tally);
                x.progress();
            }
        } catch (SyncStopped stopped) {
            return RunOutcome.failed(stopped.getMessage() + ". Undo the run again to go on");
        }
        hold(x, undone);
        String sentence = tally.archived + " items archived, " + tally.restored + " values restored, " + tally.left
                + " left as people changed them (see the log)";
        return tally.left > 0 ? RunOutcome.partlyFailed(sentence) : RunOutcome.succeeded(sentence);
    }

    /** Items before subitems: an archived item takes its subitems with it. */
    private List<Change> changes(Destination target, UUID run) {
        Map<UUID, Change> byRecord = new LinkedHashMap<>();
        List<Record> rows = database.inTenant(
                target.tenant(),
                sql -> sql.fetch(
                        "SELECT record_uuid, item_id, action, before, after FROM ordersync.board_change"
                                + " WHERE tenant_id = ? AND sync_id = ? AND run_id = ? ORDER BY subitem, position",
                        target.tenant().value(),
                        target.syncId(),
                        run));
        for (Record row : rows) {
            String action = row.get("action", String.class);
            boolean made = action.equals("CREATE") || action.equals("ADOPT");
            UUID record = row.get("record_uuid", UUID.class);
            Map<String, String> before = new HashMap<>(text.values(row.get("before", String.class)));
            Map<String, String> after = new HashMap<>(text.values(row.get("after", String.class)));
            Change earlier = byRecord.get(record);
            if (earlier != null) {
                before.putAll(earlier.before());
                Map<String, String> all = new HashMap<>(earlier.after());
                all.putAll(after);
                after = all;
            }
            byRecord.put(
                    record,
                    new Change(
                            record,
                            row.get("item_id", String.class),
                            made || earlier != null && earlier.made(),
                            action.equals("REMOVE"),
                            before,
                            after));
        }
        return new ArrayList<>(byRecord.values());
    }

    private void undo(Execution x, List<Change> changes, Tally tally) {
        Map<UUID, OnBoard> known = database.inTenant(
                x.target.tenant(),
                sql -> map.records(
                        sql, x.target, changes.stream().map(Change::record).toList()));
        Map<String, BoardItem> now = connector.items(
                x.target.connection(),
                x.target.firstRef(),
                changes.stream().map(Change::itemId).distinct().toList(),
                x.run);
        List<Entry> entries = new ArrayList<>();
        Set<String> archivedParents = new HashSet<>();
        for (Change change : changes) {
            OnBoard item = known.get(change.record());
            BoardItem there = now.get(change.itemId());
            x.done(1);
            if (change.removed()) {
                x.run.log(
                        Level.WARN,
                        change.itemId(),
                        "Item " + change.itemId()
                                + " was archived by the run; the interface cannot bring it back, a person can (Archive of the board)");
                tally.left++;
            } else if (item == null
                    || there == null
                    || !there.active()
                    || !item.itemId().equals(change.itemId())) {
                continue;
            } else if (change.made()) {
                made(x, change, item, there, entries, archivedParents, tally);
            } else {
                changed(x, change, item, there, entries, tally);
            }
        }
        writing.all(x, Batch.Pass.UNDO, entries);
    }

    private void made(
            Execution x,
            Change change,
            OnBoard item,
            BoardItem there,
            List<Entry> entries,
            Set<String> archivedParents,
            Tally tally) {
        if (item.parentItemId() != null && archivedParents.contains(item.parentItemId())) {
            tally.archived++;
            return;
        }
        String byPeople = changedByPeople(x, item.sent(), there, item.subitem());
        if (byPeople != null) {
            tally.left++;
            x.run.log(
                    Level.WARN,
                    there.name(),
                    "Item " + change.itemId() + " stays: people changed its column " + byPeople);
            return;
        }
        archivedParents.add(item.itemId());
        tally.archived++;
        entries.add(Entries.archive(item, there.name(), null));
    }

    private void changed(Execution x, Change change, OnBoard item, BoardItem there, List<Entry> entries, Tally tally) {
        Map<String, ColumnType> types = types(x, item.subitem());
        Map<String, String> restored = new LinkedHashMap<>();
        Map<String, String> present = new LinkedHashMap<>();
        change.after().forEach((column, after) -> {
            String before = change.before().getOrDefault(column, "");
            if (column.equals(Entry.GROUP)) {
                if (after.equals(there.groupId()) && !before.isEmpty() && !before.equals(after)) {
                    entries.add(Entries.move(item, there.name(), null, before));
                    tally.restored++;
                }
                return;
            }
            String found = column.equals(RowRendering.Rendered.NAME)
                    ? there.name()
                    : there.values().getOrDefault(column, "");
            ColumnType type = types.getOrDefault(column, ColumnType.TEXT);
            if (connector.same(type, after, found)) {
                restored.put(column, before);
                present.put(column, after);
            } else if (!connector.same(type, before, found)) {
                tally.left++;
                x.run.log(
                        Level.WARN,
                        there.name(),
                        "Column " + column + " of item " + item.itemId() + " stays: people wrote \"" + found
                                + "\" since");
            }
        });
        if (!restored.isEmpty()) {
            tally.restored += restored.size();
            entries.add(Entries.change(x.target, item, there.name(), null, types, present, restored));
        }
    }

    private @Nullable String changedByPeople(Execution x, Map<String, String> sent, BoardItem there, boolean subitem) {
        Map<String, ColumnType> types = types(x, subitem);
        for (Map.Entry<String, String> column : sent.entrySet()) {
            ColumnType type = types.get(column.getKey());
            if (type == null || type == ColumnType.PEOPLE) {
                continue;
            }
            String found =
                    type == ColumnType.NAME ? there.name() : there.values().getOrDefault(column.getKey(), "");
            if (!connector.same(type, column.getValue(), found)) {
                return column.getKey();
            }
        }
        return null;
    }

    static Map<String, ColumnType> types(Execution x, boolean subitem) {
        Map<String, ColumnType> types = new HashMap<>();
        x.target.columns(subitem).forEach(column -> types.put(column.id(), column.type()));
        types.put(RowRendering.Rendered.NAME, ColumnType.NAME);
        Destination.Status status = x.target.status();
        if (status != null && !subitem) {
            types.put(status.columnId(), ColumnType.STATUS);
        }
        return types;
    }

    /**
     * What was taken back does not go out again by itself; what was left as people changed it stays as it is. What this run took
     * back is read from what it did to the board: an execution before this one may have been killed.
     */
    private void hold(Execution x, UUID undone) {
        x.run.<@Nullable Void>inTransaction(sql -> {
            for (RowKind kind : RowKind.values()) {
                String takenBack = kind == RowKind.ORDERS
                        ? "NOT c.subitem AND c.order_uuid = d.record_uuid"
                        // an archived item takes its subitems with it
                        : "(c.subitem AND c.record_uuid = d.record_uuid OR NOT c.subitem AND EXISTS (SELECT 1"
                                + " FROM ordersync.board_item b WHERE b.tenant_id = d.tenant_id AND b.sync_id = d.sync_id"
                                + " AND b.record_uuid = d.record_uuid AND b.subitem AND b.archived"
                                + " AND b.parent_item_id = c.item_id))";
                sql.execute(
                        "UPDATE " + kind.deltas()
                                + " d SET state = 'BLOCKED', fault_class = 'UNDONE', fault_code = 'ordersync.undone',"
                                + " reason = ?, updated_at = ?::timestamptz WHERE d.tenant_id = ? AND d.sync_id = ? AND d.run_id = ?"
                                + " AND d.state = 'SYNCED' AND NOT d.followed"
                                + " AND EXISTS (SELECT 1 FROM ordersync.board_change c WHERE c.tenant_id = d.tenant_id"
                                + " AND c.sync_id = d.sync_id AND c.run_id = ? AND c.pass = 'UNDO' AND " + takenBack
                                + ")",
                        "Run " + undone + " was undone; `retry` sends it again",
                        clock.instant().toString(),
                        x.target.tenant().value(),
                        x.target.syncId(),
                        undone,
                        x.run.id().value());
            }
            return null;
        });
    }
}
