package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Plan.Failing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Goes through the rows that are due as a run would, and counts instead of writing. */
@Component
public final class Planning {
    /** What a write costs where no answer has told it yet; published samples lie just above. */
    private static final long GUESSED_COST = 30_001;

    private static final long GUESSED_COST_PER_MINUTE = 5_000_000;
    private static final int GUESSED_CALLS_PER_MINUTE = 1_000;
    private static final int FIRST_CALLS = 20;
    private static final int PAGE = 2_000;
    private static final int FAILING_SHOWN = 1_000;

    private final Destinations destinations;
    private final BoardConnector connector;
    private final Database database;
    private final BoardMap map;
    private final BoardSettings settings;
    private final Adopting adopting;

    Planning(
            Destinations destinations,
            BoardConnector connector,
            Database database,
            BoardMap map,
            BoardSettings settings,
            Adopting adopting) {
        this.destinations = destinations;
        this.connector = connector;
        this.database = database;
        this.map = map;
        this.settings = settings;
        this.adopting = adopting;
    }

    /** Reads the boards and the rows; sends no mutation. */
    public Plan plan(TenantId tenant, UUID syncId) {
        Destination target = destinations.of(tenant, syncId);
        Working working = new Working(target);
        working.readBoards();
        database.runInTenant(tenant, sql -> {
            working.rows(sql, RowKind.ORDERS);
            working.longOrders(sql);
            working.rows(sql, RowKind.LINES);
        });
        working.people();
        return working.plan();
    }

    private final class Working {
        private final Destination target;
        private final PlanCount count = new PlanCount();
        private final Map<String, Integer> room = new LinkedHashMap<>();
        private final Map<String, Map<String, String>> groups = new HashMap<>();
        private final Labels labels = new Labels();
        private final Map<UUID, Map<Integer, OnBoard>> foundItems = new HashMap<>();
        private final Map<UUID, OnBoard> foundLines = new HashMap<>();
        private final List<Failing> failing = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final Set<UUID> failingOrders = new HashSet<>();
        private final Set<UUID> dueOrders = new HashSet<>();
        private final Map<String, Row> people = new LinkedHashMap<>();
        private long failingCount;
        private long waiting;

        Working(Destination target) {
            this.target = target;
        }

        void readBoards() {
            for (String id : target.boards()) {
                Board board =
                        connector.board(target.connection(), target.ref(id)).orElse(null);
                if (board == null) {
                    warnings.add("Board " + id + " is not there for this token; `check` says what to change");
                    continue;
                }
                room.put(id, Math.max(0, board.itemsLimit() - board.items()));
                Map<String, String> titles = new HashMap<>();
                board.groups().forEach(group -> titles.putIfAbsent(group.title(), group.id()));
                groups.put(id, titles);
                labels.of(board);
                adopting.find(target, board, null).forEach(this::found);
                BoardCheck.columns(target, board).stream()
                        .filter(finding -> finding.severity() == BoardCheck.Severity.ERROR)
                        .forEach(finding -> warnings.add(finding.message()));
            }
        }

        /** What a run would adopt before it writes. */
        private void found(OnBoard item) {
            if (item.subitem()) {
                foundLines.putIfAbsent(item.recordUuid(), item);
            } else {
                foundItems
                        .computeIfAbsent(item.orderUuid(), order -> new HashMap<>())
                        .putIfAbsent(item.part(), item);
            }
        }

        private Map<UUID, Map<Integer, OnBoard>> parts(DSLContext sql, Collection<UUID> orders) {
            Map<UUID, Map<Integer, OnBoard>> parts = map.parts(sql, target, orders);
            orders.forEach(order -> {
                Map<Integer, OnBoard> found = foundItems.get(order);
                if (found != null) {
                    found.forEach((part, item) ->
                            parts.computeIfAbsent(order, key -> new HashMap<>()).putIfAbsent(part, item));
                }
            });
            return parts;
        }

        private @Nullable String takeRoom() {
            for (Map.Entry<String, Integer> entry : room.entrySet()) {
                if (entry.getValue() > 0) {
                    entry.setValue(entry.getValue() - 1);
                    return entry.getKey();
                }
            }
            return null;
        }

        void rows(DSLContext sql, RowKind kind) {
            Deciding deciding = new Deciding(
                    target,
                    (board, title) -> groups.getOrDefault(board, Map.of()).get(title),
                    this::takeRoom,
                    Map.of(),
                    connector::same);
            long after = 0;
            List<Row> page = page(sql, kind, after);
            while (!page.isEmpty()) {
                if (kind == RowKind.ORDERS) {
                    orders(sql, deciding, page);
                } else {
                    lines(sql, deciding, page);
                }
                after = page.getLast().deltaId();
                page = page(sql, kind, after);
            }
        }

        private void orders(DSLContext sql, Deciding deciding, List<Row> page) {
            List<UUID> ids = page.stream().map(Row::recordUuid).toList();
            Map<UUID, Map<Integer, OnBoard>> parts = parts(sql, ids);
            Map<UUID, Integer> needed = partsByCount(sql, ids);
            for (Row row : page) {
                dueOrders.add(row.recordUuid());
                take(
                        row,
                        deciding.order(
                                row,
                                needed.getOrDefault(row.recordUuid(), 1),
                                parts.getOrDefault(row.recordUuid(), Map.of())));
            }
        }

        private void lines(DSLContext sql, Deciding deciding, List<Row> page) {
            List<UUID> ids = page.stream().map(Row::recordUuid).toList();
            Map<UUID, OnBoard> own = map.lines(sql, target, ids);
            ids.stream().filter(foundLines::containsKey).forEach(id -> own.putIfAbsent(id, foundLines.get(id)));
            Map<UUID, Map<Integer, OnBoard>> parents = parts(
                    sql, new LinkedHashSet<>(page.stream().map(Row::orderUuid).toList()));
            for (Row row : page) {
                Map<Integer, OnBoard> parts = parents.getOrDefault(row.orderUuid(), Map.of());
                OnBoard parent = parts.get(1);
                if (parent == null && dueOrders.contains(row.orderUuid())) {
                    parent = toBeMade(row);
                }
                if (failingOrders.contains(row.orderUuid()) && parts.isEmpty() && !row.removal()) {
                    waiting++;
                } else {
                    take(row, deciding.line(row, 1, own.get(row.recordUuid()), parent));
                }
            }
        }

        private OnBoard toBeMade(Row row) {
            return new OnBoard(
                    target.boards().getFirst(),
                    row.orderUuid(),
                    row.orderUuid(),
                    1,
                    false,
                    "0",
                    "0",
                    null,
                    null,
                    Map.of(),
                    false);
        }

        private void take(Row row, Decision first) {
            switch (labels.fitted(target, first)) {
                case Decision.Nothing nothing -> {}
                case Decision.Asks asks -> count.asked(row, asks.itemIds().size());
                case Decision.Faulty faulty -> fails(row, faulty.column(), faulty.message());
                case Decision.Waits waits -> {
                    if (row.kind() == RowKind.ORDERS) {
                        fails(row, null, waits.reason());
                    } else {
                        waiting++;
                    }
                }
                case Decision.Writes writes -> {
                    if (canBeWritten(row, writes.entries())) {
                        writes.missingGroups().forEach(need -> count.groupNeeded(need.title()));
                        count.row(row, writes.entries());
                    }
                }
            }
        }

        private boolean canBeWritten(Row row, List<Entry> entries) {
            for (Entry entry : entries) {
                var wrong = connector.fault(People.unnamed(entry.write()));
                if (wrong.isPresent()) {
                    fails(row, null, wrong.get());
                    return false;
                }
                for (BoardWrite.Value value : People.values(entry.write())) {
                    if (value.type() == ColumnType.PEOPLE && value.text().contains("@")) {
                        people.putIfAbsent(value.text(), row);
                    }
                }
            }
            return true;
        }

        private void fails(Row row, @Nullable String column, String message) {
            failingCount++;
            if (row.kind() == RowKind.ORDERS) {
                failingOrders.add(row.recordUuid());
            }
            if (failing.size() < FAILING_SHOWN) {
                failing.add(
                        new Failing(row.recordUuid(), row.sourceKey(), row.lineKey(), row.group(), column, message));
            }
        }

        /** Long orders that are not due themselves and still need another item for new lines. */
        void longOrders(DSLContext sql) {
            sql.fetch("""
                            SELECT o.group_name, o.record_uuid, ceil(o.lines / ?::numeric)::int AS needed,
                              greatest(1, (SELECT count(*) FROM ordersync.board_item b WHERE b.tenant_id = o.tenant_id
                                AND b.sync_id = o.sync_id AND b.order_uuid = o.record_uuid AND NOT b.subitem AND NOT b.archived))::int AS there
                            FROM ordersync.order_list o
                            WHERE o.tenant_id = ? AND o.sync_id = ? AND NOT o.removed AND o.lines > ?
                            """, target.subitemCap(), target.tenant().value(), target.syncId(), target.subitemCap())
                    .forEach(order -> {
                        int more = order.get("needed", Integer.class) - order.get("there", Integer.class);
                        if (more > 0 && !dueOrders.contains(order.get("record_uuid", UUID.class))) {
                            count.continuations(order.get("group_name", String.class), more);
                        }
                    });
        }

        private Map<UUID, Integer> partsByCount(DSLContext sql, List<UUID> orders) {
            Map<UUID, Integer> parts = new HashMap<>();
            sql.fetch(
                            """
                            SELECT record_uuid, ceil(lines / ?::numeric)::int FROM ordersync.order_list
                            WHERE tenant_id = ? AND sync_id = ? AND record_uuid = ANY (?) AND lines > ?
                            """,
                            target.subitemCap(),
                            target.tenant().value(),
                            target.syncId(),
                            orders.toArray(UUID[]::new),
                            target.subitemCap())
                    .forEach(row -> parts.put(row.get(0, UUID.class), row.get(1, Integer.class)));
            return parts;
        }

        private List<Row> page(DSLContext sql, RowKind kind, long after) {
            String line = kind == RowKind.ORDERS
                    ? "d.record_uuid AS order_uuid, NULL::text AS line_key"
                    : "d.order_uuid, d.line_key";
            return sql.fetch(
                            "SELECT d.delta_id, d.record_uuid, d.source_key, d.group_name, d.action, d.attempts, d.new_cells, "
                                    + line
                                    + " FROM " + kind.deltas()
                                    + " d WHERE d.tenant_id = ? AND d.sync_id = ? AND d.delta_id > ?"
                                    + " AND (d.state IN ('NEW', 'PENDING', 'SENDING', 'UNKNOWN')"
                                    + "   OR d.state = 'BLOCKED' AND d.fault_class IS DISTINCT FROM 'UNDONE'"
                                    + "   OR d.state = 'FAILED' AND d.fault_class NOT IN ('ROW', 'GONE') AND d.attempts < ?)"
                                    + " AND NOT d.followed"
                                    + " ORDER BY d.delta_id LIMIT ?",
                            target.tenant().value(),
                            target.syncId(),
                            after,
                            settings.maximumAttempts(),
                            PAGE)
                    .map(found -> DueRows.row(kind, found));
        }

        void people() {
            if (people.isEmpty()) {
                return;
            }
            Map<UUID, Row> rows = new HashMap<>();
            List<BoardWrite> questions = new ArrayList<>();
            people.forEach((text, row) -> {
                UUID key = UUID.randomUUID();
                rows.put(key, row);
                questions.add(new BoardWrite.ChangeValues(
                        key,
                        target.boards().getFirst(),
                        "0",
                        List.of(new BoardWrite.Value("people", ColumnType.PEOPLE, text)),
                        false));
            });
            connector
                    .prepare(target.connection(), target.firstRef(), questions, null)
                    .refused()
                    .forEach((key, why) -> {
                        Row row = rows.get(key);
                        if (row != null) {
                            fails(row, null, why.message());
                        }
                    });
        }

        Plan plan() {
            Map<String, Long> kinds = new HashMap<>(count.kinds());
            if (target.status() != null) {
                kinds.merge("ChangeValues", count.touchedOrders(), Long::sum);
            }
            long calls = 0;
            long complexity = 0;
            boolean learnt = !kinds.isEmpty();
            for (Map.Entry<String, Long> kind : kinds.entrySet()) {
                var cost = connector.learntCost(target.connection(), kind.getKey());
                learnt &= cost.isPresent();
                complexity += kind.getValue() * cost.orElse(GUESSED_COST);
                List<BoardWrite> sample = count.sample(kind.getKey());
                // what was never sent is tried alone first, then in calls of that many
                int fitting = sample.isEmpty() || cost.isEmpty()
                        ? FIRST_CALLS
                        : Math.max(1, connector.fitting(target.connection(), target.firstRef(), sample));
                if (target.batch() != null) {
                    fitting = Math.min(fitting, target.batch());
                }
                calls += (kind.getValue() + fitting - 1) / fitting;
            }
            BoardConnector.Allowance allowance = connector.allowance(target.connection());
            double windows = Math.max(
                    complexity / (double) orElse(allowance.costPerMinute(), GUESSED_COST_PER_MINUTE),
                    calls
                            / (double)
                                    (allowance.callsPerMinute() == null
                                            ? GUESSED_CALLS_PER_MINUTE
                                            : allowance.callsPerMinute()));
            Duration minute = allowance.minute() == null ? Duration.ofMinutes(1) : allowance.minute();
            double minutes = windows * minute.toMillis() / Duration.ofMinutes(1).toMillis();
            long adopts = foundLines.size()
                    + foundItems.values().stream().mapToLong(Map::size).sum();
            warn(calls, allowance);
            return new Plan(
                    count.groups(),
                    count.totals(),
                    calls,
                    complexity,
                    Math.ceil(minutes * 10) / 10,
                    allowance.callsLeftToday(),
                    room.values().stream().mapToLong(Integer::longValue).sum(),
                    failing,
                    failingCount,
                    warnings,
                    learnt,
                    adopts);
        }

        private void warn(long calls, BoardConnector.Allowance allowance) {
            Long left = allowance.callsLeftToday();
            if (left != null && calls > left) {
                warnings.add("It takes about " + calls + " calls and " + left
                        + " are left today: the run pauses at the daily limit and goes on after 00:00 UTC");
            }
            if (!foundItems.isEmpty()) {
                long items = foundItems.values().stream().mapToLong(Map::size).sum();
                warnings.add("The boards hold " + items + " items and " + foundLines.size()
                        + " subitems of these orders already: the run adopts them, it does not make them again");
            }
            if (count.asked() > 0) {
                warnings.add(
                        count.asked() + " of these updates are of columns that people write to as well: what they wrote"
                                + " since the last run stays");
            }
            if (waiting > 0) {
                warnings.add(waiting + " lines wait for an order that cannot be written");
            }
            if (failingCount > failing.size()) {
                warnings.add(failingCount + " rows would fail; the first " + failing.size() + " are listed");
            }
        }

        private static long orElse(@Nullable Long value, long other) {
            return value == null || value == 0 ? other : value;
        }
    }
}
