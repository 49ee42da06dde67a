package io.salessync.connectors.monday;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Tokens;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** monday.com as a connector to boards. */
@Component
class MondayBoardConnector implements BoardConnector {
    private final MondayAccounts accounts;
    private final MondayBoards boards;
    private final MondayItems items;
    private final MondayPeople people;
    private final MondayCosts costs;
    private final Tokens tokens;
    private final MondaySending.Parts sending;

    MondayBoardConnector(
            MondayAccounts accounts,
            MondayBoards boards,
            MondayItems items,
            MondayPeople people,
            Tokens tokens,
            MondaySending.Parts sending) {
        this.accounts = accounts;
        this.boards = boards;
        this.items = items;
        this.people = people;
        this.costs = sending.costs();
        this.tokens = tokens;
        this.sending = sending;
    }

    @Override
    public String vendor() {
        return MondayAccounts.VENDOR;
    }

    @Override
    public Profile profile() {
        return MondayAccounts.PROFILE;
    }

    @Override
    public String whoAmI(Connection connection) {
        return accounts.whoAmI(connection);
    }

    @Override
    public Optional<Board> board(Connection connection, BoardRef ref, @Nullable ActiveRun run) {
        return boards.board(connection, ref, run);
    }

    @Override
    public Optional<String> fault(BoardWrite write) {
        return MondayColumns.fault(write);
    }

    @Override
    public Optional<String> fault(ColumnType type, String text) {
        boolean unresolved = type == ColumnType.PEOPLE && text.contains("@");
        return unresolved ? MondayColumns.emails(text) : MondayColumns.fault(type, text);
    }

    @Override
    public Optional<Integer> maximumLength(ColumnType type) {
        return MondayColumns.maximumLength(type);
    }

    @Override
    public boolean same(ColumnType type, String one, String other) {
        return MondayTexts.same(type, one, other);
    }

    @Override
    public Prepared prepare(Connection connection, BoardRef ref, List<BoardWrite> writes, @Nullable ActiveRun run) {
        return people.prepare(connection, ref, writes, run);
    }

    @Override
    public int fitting(Connection connection, BoardRef ref, List<BoardWrite> writes) {
        return writes.isEmpty()
                ? 1
                : costs.fitting(connection.tenant(), tokens.open(connection).account(), writes);
    }

    @Override
    public String body(BoardRef ref, List<BoardWrite> writes) {
        return MondayDocuments.writes(ref, writes);
    }

    @Override
    public BatchAnswer send(
            Connection connection,
            BoardRef ref,
            Intent intent,
            List<BoardWrite> writes,
            Duration window,
            @Nullable ActiveRun run) {
        return new MondaySending(sending, connection, ref, tokens.open(connection), intent, writes, window, run).send();
    }

    @Override
    public Map<UUID, List<BoardItem>> findItems(
            Connection connection, BoardRef ref, String uuidColumnId, Collection<UUID> uuids, @Nullable ActiveRun run) {
        return items.byUuid(connection, ref, uuidColumnId, uuids, run);
    }

    @Override
    public Map<String, List<BoardItem>> subitems(
            Connection connection, BoardRef ref, Collection<String> parentIds, @Nullable ActiveRun run) {
        return items.subitems(connection, ref, parentIds, run);
    }

    @Override
    public Map<String, BoardItem> items(
            Connection connection, BoardRef ref, Collection<String> itemIds, @Nullable ActiveRun run) {
        return items.byId(connection, ref, itemIds, run);
    }

    @Override
    public void eachItem(Connection connection, BoardRef ref, Consumer<List<BoardItem>> page, @Nullable ActiveRun run) {
        items.each(connection, ref, page, run);
    }

    @Override
    public Allowance allowance(Connection connection) {
        return accounts.allowance(connection);
    }

    @Override
    public Optional<Long> learntCost(Connection connection, String writeKind) {
        return costs.mean(connection.tenant(), tokens.open(connection).account(), writeKind);
    }
}
