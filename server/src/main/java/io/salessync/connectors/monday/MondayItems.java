package io.salessync.connectors.monday;

import io.salessync.connectors.BoardItem;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.Connection;
import io.salessync.connectors.monday.MondayReads.Question;
import io.salessync.kernel.runs.ActiveRun;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads items and subitems. Pages may be smaller than asked for, and cursors end after a while: then it begins again. */
@Component
class MondayItems {
    /** The most ids or values the vendor takes in one question. */
    private static final int AT_ONCE = 100;

    private static final int PAGE = 200;
    private static final int RESTARTS = 5;

    private final MondayReads reads;
    private final MondayBoards boards;

    MondayItems(MondayReads reads, MondayBoards boards) {
        this.reads = reads;
        this.boards = boards;
    }

    Map<UUID, List<BoardItem>> byUuid(
            Connection connection, BoardRef ref, String column, Collection<UUID> uuids, @Nullable ActiveRun run) {
        Map<UUID, List<BoardItem>> found = new LinkedHashMap<>();
        for (List<String> chunk :
                chunks(uuids.stream().map(UUID::toString).distinct().toList(), AT_ONCE)) {
            Set<String> wanted = new HashSet<>(chunk);
            Set<String> seen = new HashSet<>();
            Question first = new Question(
                    connection,
                    "find items",
                    ref.apiVersion(),
                    chunk.size(),
                    MondayDocuments.itemsByValues(ref, column, chunk, AT_ONCE),
                    run);
            pages(first, "items_page_by_column_values", column, AT_ONCE, false, page -> {
                for (BoardItem item : page) {
                    String uuid = item.values().getOrDefault(column, "");
                    if (item.active() && wanted.contains(uuid) && seen.add(item.id())) {
                        found.computeIfAbsent(UUID.fromString(uuid), key -> new ArrayList<>())
                                .add(item);
                    }
                }
            });
        }
        return found;
    }

    void each(Connection connection, BoardRef ref, Consumer<List<BoardItem>> page, @Nullable ActiveRun run) {
        boolean linked = boards.connectsBoards(connection, ref, run);
        Question first = new Question(
                connection, "read items", ref.apiVersion(), PAGE, MondayDocuments.itemsPage(ref, PAGE, linked), run);
        // items already handed out stay so when a scan has to begin again
        Set<String> seen = new HashSet<>();
        pages(first, "boards", null, PAGE, linked, items -> {
            List<BoardItem> fresh =
                    items.stream().filter(item -> seen.add(item.id())).toList();
            if (!fresh.isEmpty()) {
                page.accept(fresh);
            }
        });
    }

    private void pages(
            Question first,
            String field,
            @Nullable String column,
            int limit,
            boolean linked,
            Consumer<List<BoardItem>> page) {
        for (int restart = 0; ; restart++) {
            try {
                follow(first, field, column, limit, linked, page);
                return;
            } catch (MondayReads.Refused refused) {
                boolean cursor = refused.getMessage() != null
                        && refused.getMessage()
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("cursor");
                if (!cursor || restart >= RESTARTS) {
                    throw MondayProblems.of(first.connection(), refused.fault());
                }
            }
        }
    }

    private void follow(
            Question first,
            String field,
            @Nullable String column,
            int limit,
            boolean linked,
            Consumer<List<BoardItem>> page) {
        JsonNode told = reads.ask(first).path(field);
        JsonNode items = field.equals("boards") ? told.path(0).path("items_page") : told;
        while (true) {
            page.accept(items(items.path("items"), null));
            String cursor = items.path("cursor").asString("");
            if (cursor.isEmpty()) {
                return;
            }
            items = reads.ask(new Question(
                            first.connection(),
                            column == null ? "read items" : "find items",
                            first.apiVersion(),
                            limit,
                            MondayDocuments.nextPage(cursor, limit, column, linked),
                            first.run()))
                    .path("next_items_page");
        }
    }

    Map<String, BoardItem> byId(Connection connection, BoardRef ref, Collection<String> ids, @Nullable ActiveRun run) {
        boolean linked = boards.connectsBoards(connection, ref, run);
        Map<String, BoardItem> found = new HashMap<>();
        for (List<String> chunk : chunks(ids.stream().distinct().toList(), AT_ONCE)) {
            JsonNode told = ask(connection, ref, "items by id", chunk, MondayDocuments.items(chunk, linked), run);
            items(told.path("items"), null).forEach(item -> found.put(item.id(), item));
        }
        return found;
    }

    Map<String, List<BoardItem>> subitems(
            Connection connection, BoardRef ref, Collection<String> parents, @Nullable ActiveRun run) {
        boolean linked = boards.connectsBoards(connection, ref, run);
        Map<String, List<BoardItem>> found = new HashMap<>();
        for (List<String> chunk : chunks(parents.stream().distinct().toList(), AT_ONCE / 4)) {
            JsonNode told = ask(connection, ref, "subitems", chunk, MondayDocuments.subitems(chunk, linked), run);
            for (JsonNode parent : told.path("items")) {
                String id = parent.path("id").asString("");
                found.put(id, items(parent.path("subitems"), id));
            }
        }
        return found;
    }

    private JsonNode ask(
            Connection connection,
            BoardRef ref,
            String operation,
            List<String> ids,
            String body,
            @Nullable ActiveRun run) {
        try {
            return reads.ask(new Question(connection, operation, ref.apiVersion(), ids.size(), body, run));
        } catch (MondayReads.Refused refused) {
            throw MondayProblems.of(connection, refused.fault());
        }
    }

    private static List<BoardItem> items(JsonNode nodes, @Nullable String parent) {
        List<BoardItem> items = new ArrayList<>();
        nodes.forEach(node -> items.add(item(node, parent)));
        return items;
    }

    private static BoardItem item(JsonNode node, @Nullable String parent) {
        Map<String, String> values = new LinkedHashMap<>();
        for (JsonNode cell : node.path("column_values")) {
            values.put(cell.path("id").asString(""), MondayTexts.text(cell));
        }
        String state = node.path("state").asString("active");
        return new BoardItem(
                node.path("id").asString(""),
                node.path("name").asString(""),
                state.equals("active"),
                node.path("group").path("id").asString(null),
                parent == null ? node.path("parent_item").path("id").asString(null) : parent,
                values,
                instant(node.path("updated_at").asString("")),
                List.of());
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static List<List<String>> chunks(List<String> all, int size) {
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return chunks;
    }
}
