package io.salessync.connectors;

import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port to boards with groups, items and subitems. Every call keeps the vendor's limits by itself and is written to the call
 * log; waits of up to a minute happen inside (told to the run where one is given), longer ones come back as answers.
 */
public interface BoardConnector extends VendorConnector {
    /** The board as it is; empty where there is none of that id for us. */
    default Optional<Board> board(Connection connection, BoardRef ref) {
        return board(connection, ref, null);
    }

    /** The same, for a run: it is put off where the vendor cannot be reached. */
    Optional<Board> board(Connection connection, BoardRef ref, @Nullable ActiveRun run);

    /** What is wrong with a write before it is sent: its name, its values one by one and all together; empty where it can be sent. */
    default Optional<String> fault(BoardWrite write) {
        return Optional.empty();
    }

    /**
     * Puts in place of what only the vendor can resolve, such as people's e-mail addresses, what it resolves to. To be called
     * before {@link #body} where values can hold such; leaves other writes as they are.
     */
    default Prepared prepare(Connection connection, BoardRef ref, List<BoardWrite> writes, @Nullable ActiveRun run) {
        return new Prepared(writes, Map.of());
    }

    /** @param refused by key, those that cannot be sent since something in them does not resolve; not among the writes */
    record Prepared(List<BoardWrite> writes, Map<UUID, BatchAnswer.WriteResult.Refused> refused) {}

    /** Whether two texts stand for the same value in a column of this type, such as {@code 1} and {@code 1.00}. */
    default boolean same(ColumnType type, String one, String other) {
        return one.equals(other);
    }

    /** What is wrong with a value for a column of this type, in a sentence; empty where it can be written. */
    Optional<String> fault(ColumnType type, String text);

    /** The longest text the vendor takes in a column of this type; empty where there is no such limit. */
    Optional<Integer> maximumLength(ColumnType type);

    /** How many of the writes, from the first, one call should hold now: by learnt cost and what is left of the budget; at least 1. */
    int fitting(Connection connection, BoardRef ref, List<BoardWrite> writes);

    /** The exact body of the call that does these writes, in order. Pure: the same writes make the same body. */
    String body(BoardRef ref, List<BoardWrite> writes);

    /**
     * Sends an intent made of {@code body(ref, writes)}: takes the budget, marks it sent, calls, and sends the same body with the
     * same key again after a fault that leaves the outcome open, while the vendor's idempotency window lasts.
     *
     * @param window how long the vendor keeps a key, counted from the first sending
     */
    BatchAnswer send(
            Connection connection,
            BoardRef ref,
            Intent intent,
            List<BoardWrite> writes,
            Duration window,
            @Nullable ActiveRun run);

    /** The active items that hold one of these record uuids in the column; a uuid that nobody holds is not in the answer. */
    Map<UUID, List<BoardItem>> findItems(
            Connection connection, BoardRef ref, String uuidColumnId, Collection<UUID> uuids, @Nullable ActiveRun run);

    /** The subitems of these items, with their values, by parent id. */
    Map<String, List<BoardItem>> subitems(
            Connection connection, BoardRef ref, Collection<String> parentIds, @Nullable ActiveRun run);

    /** Items by id, archived and deleted ones marked so. */
    Map<String, BoardItem> items(
            Connection connection, BoardRef ref, Collection<String> itemIds, @Nullable ActiveRun run);

    /** Every active item of the board, page by page; begins again by itself when a cursor expires. */
    void eachItem(Connection connection, BoardRef ref, Consumer<List<BoardItem>> page, @Nullable ActiveRun run);

    /** What is left of the account's limits, for forecasts. */
    Allowance allowance(Connection connection);

    /** What one write of this kind costs, as learnt from answers; empty before the first. Kinds are the simple names of {@link BoardWrite}. */
    Optional<Long> learntCost(Connection connection, String writeKind);

    /**
     * The account's limits as the vendor last told them.
     *
     * @param costPerMinute in the vendor's unit
     * @param minute how long what the vendor calls a minute lasts; null where it does not tell
     * @param callsLeftToday null where the vendor does not tell
     */
    record Allowance(
            @Nullable Long costPerMinute,
            @Nullable Long costLeft,
            @Nullable Integer callsPerMinute,
            @Nullable Long callsLeftToday,
            @Nullable Duration minute) {}
}
