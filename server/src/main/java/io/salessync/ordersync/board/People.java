package io.salessync.ordersync.board;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** People of a vendor's account, asked for once in an execution: the source names them by e-mail, the board by id. */
final class People {
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    /** The decision with people resolved; asks first where somebody is not known yet. */
    Decision resolved(Decision decision, Function<BoardWrite, Optional<String>> fault) {
        if (!(decision instanceof Decision.Writes writes)) {
            return decision;
        }
        List<Entry> entries = new ArrayList<>();
        boolean waits = false;
        for (Entry entry : writes.entries()) {
            for (BoardWrite.Value value : values(entry.write())) {
                String why = refused.get(value.text());
                if (named(value) && why != null) {
                    return new Decision.Faulty("ROW", "ordersync.unknown-person", why, value.columnId());
                }
                if (named(value) && !ids.containsKey(value.text())) {
                    asked.add(value.text());
                    waits = true;
                }
            }
            Entry known = entry.with(replaced(entry.write()));
            Optional<String> wrong = waits ? Optional.empty() : fault.apply(known.write());
            if (wrong.isPresent()) {
                return new Decision.Faulty("ROW", "ordersync.unwritable", wrong.get(), null);
            }
            entries.add(known);
        }
        return waits
                ? new Decision.Asks(List.of())
                : new Decision.Writes(entries, writes.missingGroups(), writes.kept());
    }

    /** Asks the vendor for those not known yet; false where there was nobody to ask for. */
    boolean ask(BoardConnector connector, Execution x) {
        if (asked.isEmpty()) {
            return false;
        }
        Map<UUID, String> texts = new HashMap<>();
        List<BoardWrite> questions = new ArrayList<>();
        for (String text : asked) {
            UUID key = UUID.randomUUID();
            texts.put(key, text);
            questions.add(new BoardWrite.ChangeValues(
                    key,
                    x.target.boards().getFirst(),
                    "0",
                    List.of(new BoardWrite.Value("people", ColumnType.PEOPLE, text)),
                    false));
        }
        asked.clear();
        BoardConnector.Prepared prepared =
                connector.prepare(x.target.connection(), x.target.firstRef(), questions, x.run);
        prepared.writes()
                .forEach(write -> ids.put(
                        String.valueOf(texts.get(write.key())),
                        values(write).getFirst().text()));
        prepared.refused().forEach((key, why) -> refused.put(String.valueOf(texts.get(key)), why.message()));
        return true;
    }

    private BoardWrite replaced(BoardWrite write) {
        return switch (write) {
            case BoardWrite.CreateItem item ->
                new BoardWrite.CreateItem(
                        item.key(), item.groupId(), item.name(), replaced(item.values()), item.createLabels());
            case BoardWrite.CreateSubitem subitem ->
                new BoardWrite.CreateSubitem(
                        subitem.key(),
                        subitem.parentItemId(),
                        subitem.name(),
                        replaced(subitem.values()),
                        subitem.createLabels());
            case BoardWrite.ChangeValues change ->
                new BoardWrite.ChangeValues(
                        change.key(),
                        change.boardId(),
                        change.itemId(),
                        replaced(change.values()),
                        change.createLabels());
            default -> write;
        };
    }

    private List<BoardWrite.Value> replaced(List<BoardWrite.Value> values) {
        return values.stream()
                .map(value -> {
                    @Nullable String id = named(value) ? ids.get(value.text()) : null;
                    return id == null ? value : new BoardWrite.Value(value.columnId(), value.type(), id);
                })
                .toList();
    }

    /** The write without people named by e-mail, for checks that need no vendor. */
    static BoardWrite unnamed(BoardWrite write) {
        People nobody = new People();
        values(write).stream().filter(People::named).forEach(value -> nobody.ids.put(value.text(), ""));
        return nobody.replaced(write);
    }

    private static boolean named(BoardWrite.Value value) {
        return value.type() == ColumnType.PEOPLE && value.text().contains("@");
    }

    static List<BoardWrite.Value> values(BoardWrite write) {
        return switch (write) {
            case BoardWrite.CreateItem item -> item.values();
            case BoardWrite.CreateSubitem subitem -> subitem.values();
            case BoardWrite.ChangeValues change -> change.values();
            default -> List.of();
        };
    }
}
