package io.salessync.sandbox.monday;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.salessync.sandbox.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a board, its columns and its groups tell. */
final class BoardFields {
    private final Pages pages;

    BoardFields(Pages pages) {
        this.pages = pages;
    }

    void addTo(RuntimeWiring.Builder wiring) {
        Fields.<Board>of("Board")
                .field("id", Board::id)
                .field("name", Board::name)
                .field("state", board -> "active")
                .field("board_kind", board -> "public")
                .field("type", board -> board.holdsSubitems() ? "sub_items_board" : "board")
                .field("hierarchy_type", board -> "classic")
                .field("permissions", board -> "everyone")
                .field("items_count", Board::itemsCount)
                .field("items_limit", board -> board.holdsSubitems() ? null : board.itemsLimit())
                .field("url", board -> "http://127.0.0.1/boards/" + board.id())
                .field("columns", BoardFields::columns)
                .field("groups", BoardFields::groups)
                .field("top_group", Board::topGroup)
                .field("items_page", (board, env) -> page(board, allItems(board), env))
                .addTo(wiring);
        Fields.<Group>of("Group")
                .field("id", Group::id)
                .field("title", Group::title)
                .field("color", Group::color)
                .field("position", group -> position(group))
                .field("archived", Group::archived)
                .field("deleted", Group::deleted)
                .field("items_page", (group, env) -> page(group.board(), List.copyOf(group.items()), env))
                .addTo(wiring);
        Fields.<Column>of("Column")
                .field("id", Column::id)
                .field("title", Column::title)
                .field("type", Column::type)
                .field("archived", Column::archived)
                .field("settings", Column::settings)
                .field("settings_str", column -> Json.MAPPER.writeValueAsString(column.oldSettings()))
                .field("revision", Column::revision)
                .addTo(wiring);
        Fields.<Pages.Page>of("ItemsResponse")
                .field("cursor", Pages.Page::cursor)
                .field("items", Pages.Page::items)
                .addTo(wiring);
    }

    static List<Item> allItems(Board board) {
        List<Item> items = new ArrayList<>(board.itemsCount());
        board.presentGroups().forEach(group -> items.addAll(group.items()));
        return items;
    }

    private Object page(Board board, List<Item> items, DataFetchingEnvironment env) {
        refuseSubitemBoard(board);
        Turn turn = env.getGraphQlContext().get(Turn.class);
        int limit = Objects.requireNonNull(env.<Integer>getArgument("limit"));
        String cursor = env.getArgument("cursor");
        if (cursor != null) {
            return pages.next(cursor, limit, turn.hit("cursor_expired"));
        }
        Map<String, Object> query = env.getArgument("query_params");
        return pages.first(new ItemFilter(board).select(items, query), limit);
    }

    static void refuseSubitemBoard(Board board) {
        if (board.holdsSubitems()) {
            throw MondayFault.of(
                    "InvalidArgumentException",
                    "The board " + board.id() + " holds subitems: read them through their parent items");
        }
    }

    private static Object columns(Board board, DataFetchingEnvironment env) {
        Collection<String> ids = env.getArgument("ids");
        Collection<String> types = env.getArgument("types");
        return board.columns().values().stream()
                .filter(column -> !column.archived() || (ids != null && ids.contains(column.id())))
                .filter(column -> ids == null || ids.contains(column.id()))
                .filter(column -> types == null || types.contains(column.type()))
                .toList();
    }

    private static Object groups(Board board, DataFetchingEnvironment env) {
        Collection<String> ids = env.getArgument("ids");
        return board.presentGroups().stream()
                .filter(group -> ids == null || ids.contains(group.id()))
                .toList();
    }

    private static @Nullable Object position(Group group) {
        int place = List.copyOf(group.board().groups().keySet()).indexOf(group.id());
        return String.valueOf(65536L * (place + 1));
    }
}
