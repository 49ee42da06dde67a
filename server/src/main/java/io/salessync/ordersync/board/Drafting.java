package io.salessync.ordersync.board;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardWrite;
import io.salessync.kernel.runs.ActiveRun.Level;
import io.salessync.ordersync.board.Decision.GroupNeed;
import io.salessync.ordersync.board.Decision.Kept;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Chooses the next rows inside a transaction and turns them into writes; rows that need none leave the queue at once. */
@Component
final class Drafting {
    private static final int ROWS = 200;

    private final DueRows rows;
    private final RowStates states;
    private final BoardMap map;
    private final BoardConnector connector;
    private final InstantSource clock;

    Drafting(DueRows rows, RowStates states, BoardMap map, BoardConnector connector, InstantSource clock) {
        this.connector = connector;
        this.rows = rows;
        this.states = states;
        this.map = map;
        this.clock = clock;
    }

    Draft orders(DSLContext sql, Execution x, Collection<String> groups) {
        List<Row> chosen = rows.choose(sql, x.target, RowKind.ORDERS, groups, ROWS);
        List<UUID> orders = chosen.stream().map(Row::recordUuid).toList();
        Map<UUID, Map<Integer, OnBoard>> parts = map.parts(sql, x.target, orders);
        Map<UUID, Integer> needed = map.partsNeeded(sql, x.target, orders);
        Deciding deciding = x.deciding(connector::same);
        Collecting collecting = new Collecting(sql, x, RowKind.ORDERS);
        for (Row row : chosen) {
            collecting.take(
                    row,
                    deciding.order(
                            row,
                            needed.getOrDefault(row.recordUuid(), 1),
                            parts.getOrDefault(row.recordUuid(), Map.of())));
            if (collecting.full()) {
                break;
            }
        }
        return collecting.draft(Batch.Pass.ITEMS);
    }

    Draft lines(DSLContext sql, Execution x, Collection<String> groups) {
        rows.block(sql, x.target, groups, clock.instant());
        List<Row> chosen = rows.choose(sql, x.target, RowKind.LINES, groups, ROWS);
        List<UUID> lines = chosen.stream().map(Row::recordUuid).toList();
        Map<UUID, OnBoard> own = map.lines(sql, x.target, lines);
        Map<UUID, Integer> part = map.linePart(sql, x.target, lines);
        Map<UUID, Map<Integer, OnBoard>> parents = map.parts(
                sql,
                x.target,
                new LinkedHashSet<>(chosen.stream().map(Row::orderUuid).toList()));
        Deciding deciding = x.deciding(connector::same);
        Collecting collecting = new Collecting(sql, x, RowKind.LINES);
        for (Row row : chosen) {
            int itsPart = part.getOrDefault(row.recordUuid(), 1);
            OnBoard self = own.get(row.recordUuid());
            collecting.take(
                    row,
                    deciding.line(
                            row,
                            itsPart,
                            self,
                            parents.getOrDefault(row.orderUuid(), Map.of()).get(self == null ? itsPart : self.part())));
            if (collecting.full()) {
                break;
            }
        }
        return collecting.draft(Batch.Pass.LINES);
    }

    /** The writes of several rows, and what became of the rows that need none. */
    private final class Collecting {
        private static final int ENOUGH = 400;

        private final DSLContext sql;
        private final Execution x;
        private final RowKind kind;
        private final Instant now = clock.instant();
        private final List<Entry> entries = new ArrayList<>();
        private final Set<GroupNeed> missing = new LinkedHashSet<>();
        private final List<Long> right = new ArrayList<>();
        private int dealtWith;

        Collecting(DSLContext sql, Execution x, RowKind kind) {
            this.sql = sql;
            this.x = x;
            this.kind = kind;
        }

        boolean full() {
            return entries.size() >= ENOUGH;
        }

        void take(Row row, Decision first) {
            Decision decision = x.labels.fitted(x.target, x.people.resolved(first, connector::fault));
            switch (decision) {
                case Decision.Nothing nothing -> {
                    dealtWith++;
                    x.done(1);
                    if (nothing.remark() == null) {
                        right.add(row.deltaId());
                    } else {
                        states.synced(
                                sql,
                                x.target,
                                kind,
                                List.of(row.deltaId()),
                                x.run.id().value(),
                                nothing.remark(),
                                now);
                    }
                }
                case Decision.Writes writes -> {
                    writes.kept().forEach(kept -> keep(row, kept));
                    entries.addAll(writes.entries());
                    missing.addAll(writes.missingGroups());
                    if (writes.entries().isEmpty()) {
                        dealtWith++;
                        x.done(1);
                        states.synced(
                                sql,
                                x.target,
                                kind,
                                List.of(row.deltaId()),
                                x.run.id().value(),
                                "People changed it on the board; their value stays",
                                now);
                    }
                }
                case Decision.Faulty faulty -> {
                    dealtWith++;
                    x.failed(1);
                    states.failed(
                            sql,
                            x.target,
                            kind,
                            row.deltaId(),
                            x.run.id().value(),
                            faulty.faultClass(),
                            faulty.code(),
                            faulty.message(),
                            null,
                            now);
                    x.run.log(Level.ERROR, row.label(), faulty.message());
                }
                case Decision.Waits waits -> {
                    dealtWith++;
                    x.failed(1);
                    states.blocked(
                            sql, x.target, kind, row.deltaId(), x.run.id().value(), waits.code(), waits.reason(), now);
                    x.run.log(Level.WARN, row.label(), waits.reason());
                }
                case Decision.Asks asks -> x.toRead.addAll(asks.itemIds());
            }
        }

        private void keep(Row row, Kept kept) {
            sql.execute(
                    "INSERT INTO ordersync.kept_change (tenant_id, run_id, sync_id, record_uuid, item_id, column_id, ours, theirs, at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz)",
                    x.target.tenant().value(),
                    x.run.id().value(),
                    x.target.syncId(),
                    kept.recordUuid(),
                    kept.itemId(),
                    kept.columnId(),
                    kept.ours(),
                    kept.theirs(),
                    now.toString());
            // From here on theirs is what the board has: the next change in the source is the later one and wins.
            map.sent(sql, x.target, kept.boardId(), kept.recordUuid(), Map.of(kept.columnId(), kept.theirs()), now);
            x.run.log(
                    Level.WARN,
                    row.label(),
                    "Column " + kept.columnId() + ": people wrote \"" + kept.theirs() + "\" on the board; it stays, \""
                            + kept.ours() + "\" was not sent");
        }

        Draft draft(Batch.Pass pass) {
            states.synced(sql, x.target, kind, right, x.run.id().value(), null, now);
            if (missing.isEmpty()) {
                return new Draft(pass, entries, dealtWith);
            }
            String board = missing.iterator().next().boardId();
            return new Draft(
                    Batch.Pass.GROUPS,
                    missing.stream()
                            .filter(need -> need.boardId().equals(board))
                            .map(Drafting.this::group)
                            .toList(),
                    dealtWith);
        }
    }

    private Entry group(GroupNeed need) {
        UUID key = Deciding.derived(new UUID(0, 0), need.boardId() + "/" + need.title());
        return new Entry(
                new BoardWrite.CreateGroup(key, need.title()),
                RowKind.ORDERS,
                0,
                true,
                need.title(),
                key,
                key,
                1,
                false,
                need.boardId(),
                null,
                null,
                null,
                need.title(),
                null,
                need.title(),
                Map.of(),
                Map.of());
    }
}
