package io.salessync.sandbox.monday;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The queries of the API. */
final class Queries {
    private static final int IDS = 100;

    private final Boards boards;
    private final Pages pages;
    private final Jobs jobs;
    private final Ids ids;

    Queries(Boards boards, Pages pages, Jobs jobs) {
        this.boards = boards;
        this.pages = pages;
        this.jobs = jobs;
        this.ids = new Ids(boards);
    }

    void addTo(RuntimeWiring.Builder wiring) {
        Fields.of("Query")
                .root("complexity", env -> Map.of("before", 0, "after", 0, "query", 0, "reset_in_x_seconds", 0))
                .root("boards", this::boards)
                .root("items", this::items)
                .root("next_items_page", this::nextPage)
                .root("items_page_by_column_values", this::pageByValues)
                .root("users", Queries::users)
                .root("me", env -> user(People.OWNER, account(env)))
                .root("account", env -> accountOf(account(env)))
                .root(
                        "version",
                        env -> env.getGraphQlContext()
                                .<Version>get(Version.class)
                                .told())
                .root(
                        "versions",
                        env -> List.of(Version.values()).stream()
                                .map(Version::told)
                                .toList())
                .root("tags", Queries::tags)
                .root("webhooks", this::webhooks)
                .root("job_status", env -> jobs.status(String.valueOf(env.<Object>getArgument("job_id"))))
                .root("platform_api", Queries::platform)
                .addTo(wiring);
    }

    private static Account account(DataFetchingEnvironment env) {
        return env.getGraphQlContext().<Turn>get(Turn.class).account();
    }

    private static int number(DataFetchingEnvironment env, String name) {
        return Objects.requireNonNull(env.<Integer>getArgument(name));
    }

    private Object boards(DataFetchingEnvironment env) {
        Collection<Object> wanted = env.getArgument("ids");
        if (!Set.of("active", "all").contains(String.valueOf(env.<Object>getArgument("state")))) {
            return List.of();
        }
        Collection<Board> found = wanted == null
                ? boards.shown()
                : wanted.stream()
                        .map(id -> boards.board(Ids.number(id)))
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return slice(List.copyOf(found), env);
    }

    private static <T> List<T> slice(List<T> all, DataFetchingEnvironment env) {
        int limit = number(env, "limit");
        int page = number(env, "page");
        if (limit < 1 || page < 1) {
            throw MondayFault.of("InvalidArgumentException", "limit and page start at 1");
        }
        return all.stream().skip((long) limit * (page - 1)).limit(limit).toList();
    }

    private Object items(DataFetchingEnvironment env) {
        Collection<Object> wanted = env.getArgument("ids");
        boolean activeOnly = Boolean.TRUE.equals(env.<Boolean>getArgument("exclude_nonactive"));
        List<Item> found = new ArrayList<>();
        if (wanted == null) {
            boards.shown().forEach(board -> found.addAll(BoardFields.allItems(board)));
        } else {
            if (wanted.size() > IDS) {
                throw MondayFault.of("InvalidArgumentException", "At most " + IDS + " ids can be asked for at once");
            }
            for (Object id : new LinkedHashSet<>(wanted)) {
                Item item = boards.item(Ids.number(id));
                if (item != null && (item.active() || !activeOnly)) {
                    found.add(item);
                }
            }
        }
        if (Boolean.TRUE.equals(env.<Boolean>getArgument("newest_first"))) {
            found.sort((a, b) -> Long.compare(b.id(), a.id()));
        }
        return slice(found, env);
    }

    private Object nextPage(DataFetchingEnvironment env) {
        Turn turn = env.getGraphQlContext().get(Turn.class);
        String cursor = String.valueOf(env.<Object>getArgument("cursor"));
        return pages.next(cursor, number(env, "limit"), turn.hit("cursor_expired"));
    }

    /** Columns are joined by AND; the values of one column are alternatives. */
    private Object pageByValues(DataFetchingEnvironment env) {
        Board board = ids.board(env);
        BoardFields.refuseSubitemBoard(board);
        Turn turn = env.getGraphQlContext().get(Turn.class);
        String cursor = env.getArgument("cursor");
        List<Map<String, Object>> columns = env.getArgument("columns");
        if (cursor != null) {
            if (columns != null) {
                throw MondayFault.of("InvalidArgumentException", "Either columns or cursor can be given, not both");
            }
            return pages.next(cursor, number(env, "limit"), turn.hit("cursor_expired"));
        }
        if (columns == null || columns.isEmpty()) {
            throw MondayFault.of("InvalidArgumentException", "Either columns or cursor has to be given");
        }
        Set<Item> found = null;
        for (Map<String, Object> column : columns) {
            Set<Item> matching = matching(board, column);
            if (found == null) {
                found = matching;
            } else {
                found.retainAll(matching);
            }
        }
        return pages.first(List.copyOf(Objects.requireNonNull(found)), number(env, "limit"));
    }

    private static Set<Item> matching(Board board, Map<String, Object> asked) {
        String id = String.valueOf(asked.get("column_id"));
        Column column = board.columns().get(id);
        if (column == null || column.archived()) {
            throw MondayFault.of("InvalidColumnIdException", "The column " + id + " was not found on the board");
        }
        Set<Item> items = new LinkedHashSet<>();
        for (Object value : (List<?>) Objects.requireNonNull(asked.get("column_values"))) {
            items.addAll(board.having(id, value == null ? "" : value.toString()));
        }
        return items;
    }

    private static Object users(DataFetchingEnvironment env) {
        Collection<Object> wanted = env.getArgument("ids");
        Collection<String> emails = env.getArgument("emails");
        String name = env.getArgument("name");
        Set<String> byMail = new HashSet<>();
        if (emails != null) {
            emails.forEach(email -> byMail.add(email.toLowerCase(Locale.ROOT)));
        }
        List<People.User> found = People.ALL.users().stream()
                .filter(user -> wanted == null || wanted.stream().anyMatch(id -> Ids.number(id) == user.id()))
                .filter(user -> emails == null || byMail.contains(user.email()))
                .filter(user ->
                        name == null || user.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
                .toList();
        Account account = account(env);
        return slice(found, env).stream().map(user -> user(user, account)).toList();
    }

    private static Map<String, Object> user(People.User user, Account account) {
        return Map.of(
                "id", user.id(),
                "name", user.name(),
                "email", user.email(),
                "title", user.title(),
                "kind", "member",
                "status", "ACTIVE",
                "account_id", account.token().account(),
                "account", accountOf(account));
    }

    private static Map<String, Object> accountOf(Account account) {
        String tier = account.token().tier();
        return Map.of(
                "id",
                account.token().account(),
                "name",
                "Sandbox",
                "slug",
                "sandbox",
                "tier",
                tier,
                "plan",
                Map.of("max_users", 50, "period", "yearly", "tier", tier, "version", 20));
    }

    private static Object tags(DataFetchingEnvironment env) {
        Collection<Object> wanted = env.getArgument("ids");
        return People.ALL.tags().stream()
                .filter(tag -> wanted == null || wanted.stream().anyMatch(id -> Ids.number(id) == tag.id()))
                .map(tag -> Map.of("id", tag.id(), "name", tag.name(), "color", tag.color()))
                .toList();
    }

    private Object webhooks(DataFetchingEnvironment env) {
        String board = String.valueOf(ids.board(env).id());
        return boards.webhooks().values().stream()
                .filter(hook -> board.equals(hook.get("board_id")))
                .toList();
    }

    private static @Nullable Object platform(DataFetchingEnvironment env) {
        Account account = account(env);
        List<Map<String, Object>> days = new ArrayList<>();
        account.usage().forEach((day, calls) -> days.add(Map.of("day", day.toString(), "usage", calls)));
        int limit = account.token().perDay();
        return Map.of(
                "daily_limit", Map.of("base", limit, "total", limit),
                "daily_analytics", Map.of("by_day", days));
    }
}
