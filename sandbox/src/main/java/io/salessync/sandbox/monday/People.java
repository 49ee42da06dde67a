package io.salessync.sandbox.monday;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The users and tags of the account. */
final class People {
    record User(long id, String name, String email, String title) {}

    record Tag(int id, String name, String color) {}

    static final User OWNER = new User(50000001, "Avery Stone", "avery.stone@example.com", "Operations lead");

    private static final List<User> USERS = List.of(
            OWNER,
            new User(50000002, "Mina Castell", "mina.castell@example.com", "Account manager"),
            new User(50000003, "Jonas Weber", "jonas.weber@example.com", "Production planner"),
            new User(50000004, "Priya Nair", "priya.nair@example.com", "Sales representative"),
            new User(50000005, "Tomas Oliveira", "tomas.oliveira@example.com", "Warehouse lead"),
            new User(50000006, "Lena Fischer", "lena.fischer@example.com", "Customer care"));
    private static final List<Tag> TAGS = List.of(
            new Tag(101, "reorder", "#579bfc"),
            new Tag(102, "key account", "#a25ddc"),
            new Tag(103, "sample", "#00c875"),
            new Tag(104, "late", "#df2f4a"));

    static final People ALL = new People();

    private final Map<Long, User> byId = USERS.stream().collect(Collectors.toMap(User::id, Function.identity()));
    private final Map<Integer, Tag> tagsById = TAGS.stream().collect(Collectors.toMap(Tag::id, Function.identity()));

    List<User> users() {
        return USERS;
    }

    List<Tag> tags() {
        return TAGS;
    }

    boolean knows(long user) {
        return byId.containsKey(user);
    }

    boolean knowsTag(int tag) {
        return tagsById.containsKey(tag);
    }

    String nameOf(long user) {
        User known = byId.get(user);
        return known == null ? "" : known.name();
    }

    String tagName(int tag) {
        Tag known = tagsById.get(tag);
        return known == null ? "" : known.name();
    }
}
