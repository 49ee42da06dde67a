package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Finds customers: by words, by filter, page by page. Whatever is asked, a bounded number of rows is looked at. */
final class Looking {
    /** Above this many hits, rows are read in the list's order and held against the words, which finds a page soon then. */
    private static final int FEW = 2_000;

    private static final int MOST_WORDS = 8;
    private static final int LONGEST_WORDS = 200;
    /** Shorter words have no three letters that the index knows. */
    private static final int SHORTEST = 3;

    private Looking() {}

    /** Orders of a list. */
    enum Order {
        NAME,
        /** Those changed last come first. */
        CHANGED,
        /** Those longest without activity come first; those of whom none is known come last. */
        ACTIVITY
    }

    /**
     * What a list shows.
     *
     * @param tagged the people to choose from; null: all
     * @param inactiveSince only those whose last activity was before; null: all
     */
    record Filter(
            @Nullable String words,
            @Nullable String owner,
            @Nullable UUID company,
            @Nullable String source,
            @Nullable Instant inactiveSince,
            @Nullable Condition tagged) {}

    /** @param near whether nothing holds the words and these are only written alike */
    record Page(List<UUID> ids, @Nullable String next, boolean near) {}

    /** A place in a list: what it is ordered by, and the id. */
    private record Place(String value, UUID id) {
        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((id + value).getBytes(StandardCharsets.UTF_8));
        }

        static Place parse(String text) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                return new Place(plain.substring(36), UUID.fromString(plain.substring(0, 36)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw wrongPlace(text);
            }
        }

        Instant time() {
            try {
                return Instant.parse(value);
            } catch (DateTimeException e) {
                throw wrongPlace(text());
            }
        }
    }

    private static Problem wrongPlace(String text) {
        return Problem.of(
                        CustomersProblem.WRONG_PLACE,
                        "'%s' is no place in this list: give 'next' of the page before, with the same order."
                                .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text))
                .with("after", text.length() > 80 ? text.substring(0, 80) : text);
    }

    static Page people(DSLContext sql, TenantId tenant, Filter filter, Order order, @Nullable String after, int limit) {
        Condition those = PERSON.TENANT_ID
                .eq(tenant.value())
                .and(PERSON.MERGED_INTO.isNull())
                .and(PERSON.ERASED_AT.isNull());
        if (filter.owner() != null) {
            those = those.and(PERSON.OWNER.eq(filter.owner()));
        }
        if (filter.company() != null) {
            those = those.and(PERSON.COMPANY_ID.eq(filter.company()));
        }
        if (filter.source() != null) {
            those = those.and(PERSON.SOURCE.eq(filter.source()));
        }
        if (filter.inactiveSince() != null) {
            those = those.and(PERSON.LAST_ACTIVITY_AT.lt(filter.inactiveSince()));
        }
        if (filter.tagged() != null) {
            those = those.and(filter.tagged());
        }
        boolean near = false;
        List<String> words = words(filter.words());
        if (!words.isEmpty()) {
            List<UUID> byId = byExternalId(sql, tenant, filter.words(), true);
            List<UUID> hits = byId.isEmpty() ? like(sql, "customers.people_like", words) : byId;
            if (hits != null && hits.isEmpty() && longest(words) > SHORTEST) {
                hits = near(sql, String.join(" ", words), limit);
                near = true;
            }
            those = those.and(hits == null ? holds(PERSON.SEARCH, words) : PERSON.PERSON_ID.eq(DSL.any(array(hits))));
        }
        return page(sql, those, order, after, limit, near);
    }

    private static Page page(
            DSLContext sql, Condition those, Order order, @Nullable String after, int limit, boolean near) {
        Place from = after == null ? null : Place.parse(after);
        Condition beyond = DSL.noCondition();
        List<SortField<?>> sort;
        switch (order) {
            case CHANGED -> {
                sort = List.of(PERSON.CHANGED_AT.desc(), PERSON.PERSON_ID.desc());
                if (from != null) {
                    beyond = DSL.row(PERSON.CHANGED_AT, PERSON.PERSON_ID).lt(from.time(), from.id());
                }
            }
            case ACTIVITY -> {
                sort = List.of(PERSON.LAST_ACTIVITY_AT.asc(), PERSON.PERSON_ID.asc());
                if (from != null) {
                    beyond = from.value().isEmpty()
                            ? PERSON.LAST_ACTIVITY_AT.isNull().and(PERSON.PERSON_ID.gt(from.id()))
                            : DSL.row(PERSON.LAST_ACTIVITY_AT, PERSON.PERSON_ID)
                                    .gt(from.time(), from.id())
                                    .or(PERSON.LAST_ACTIVITY_AT.isNull());
                }
            }
            default -> {
                sort = List.of(PERSON.SORT_NAME.asc(), PERSON.PERSON_ID.asc());
                if (from != null) {
                    beyond = DSL.row(PERSON.SORT_NAME, PERSON.PERSON_ID).gt(from.value(), from.id());
                }
            }
        }
        var rows = sql.select(PERSON.PERSON_ID, PERSON.SORT_NAME, PERSON.CHANGED_AT, PERSON.LAST_ACTIVITY_AT)
                .from(PERSON)
                .where(those)
                .and(beyond)
                .orderBy(sort)
                .limit(limit + 1)
                .fetch();
        List<UUID> ids = new ArrayList<>();
        rows.stream().limit(limit).forEach(row -> ids.add(row.value1()));
        if (rows.size() <= limit) {
            return new Page(ids, null, near);
        }
        var last = rows.get(limit - 1);
        String value = switch (order) {
            case CHANGED -> last.value3().toString();
            case ACTIVITY -> last.value4() == null ? "" : last.value4().toString();
            case NAME -> last.value2();
        };
        return new Page(ids, new Place(value, last.value1()).text(), near);
    }

    static Page companies(
            DSLContext sql,
            TenantId tenant,
            @Nullable String text,
            @Nullable String owner,
            @Nullable String after,
            int limit) {
        Condition those = COMPANY.TENANT_ID.eq(tenant.value()).and(COMPANY.MERGED_INTO.isNull());
        if (owner != null) {
            those = those.and(COMPANY.OWNER.eq(owner));
        }
        List<String> words = words(text);
        if (!words.isEmpty()) {
            List<UUID> byId = byExternalId(sql, tenant, text, false);
            List<UUID> hits = byId.isEmpty() ? like(sql, "customers.companies_like", words) : byId;
            those = those.and(
                    hits == null ? holds(COMPANY.SEARCH, words) : COMPANY.COMPANY_ID.eq(DSL.any(array(hits))));
        }
        Place from = after == null ? null : Place.parse(after);
        if (from != null) {
            those = those.and(DSL.row(COMPANY.NAME_KEY, COMPANY.COMPANY_ID).gt(from.value(), from.id()));
        }
        var rows = sql.select(COMPANY.COMPANY_ID, COMPANY.NAME_KEY)
                .from(COMPANY)
                .where(those)
                .orderBy(COMPANY.NAME_KEY, COMPANY.COMPANY_ID)
                .limit(limit + 1)
                .fetch();
        List<UUID> ids = new ArrayList<>();
        rows.stream().limit(limit).forEach(row -> ids.add(row.value1()));
        return rows.size() <= limit
                ? new Page(ids, null, false)
                : new Page(ids, new Place(rows.get(limit - 1).value2(), ids.getLast()).text(), false);
    }

    private static UUID[] array(List<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    /** The words to look for, folded; a text that reads as a phone number is one word of digits. */
    static List<String> words(@Nullable String text) {
        String folded = Folding.fold(text == null ? "" : Folding.storable(text));
        if (folded.length() > LONGEST_WORDS) {
            folded = folded.substring(0, LONGEST_WORDS);
        }
        if (folded.matches("\\+?[\\d ()/.-]*\\d[\\d ()/.-]*")
                && folded.replaceAll("\\D", "").length() >= SHORTEST) {
            String digits = folded.replaceAll("\\D", "");
            return List.of(digits.startsWith("00") ? digits.substring(2) : digits);
        }
        List<String> words = new ArrayList<>();
        for (String word : folded.split("[ ,;\"()]+")) {
            if (!word.isEmpty() && words.size() < MOST_WORDS) {
                words.add(word);
            }
        }
        return words;
    }

    private static int longest(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pattern(String word) {
        return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static Condition holds(Field<String> search, List<String> words) {
        Condition holds = DSL.noCondition();
        for (String word : words) {
            holds = holds.and(search.like(pattern(word)));
        }
        return holds;
    }

    /** The hits of the index; null where there are too many to list. */
    private static @Nullable List<UUID> like(DSLContext sql, String function, List<String> words) {
        if (longest(words) < SHORTEST) {
            return null;
        }
        String[] patterns = words.stream().map(Looking::pattern).toArray(String[]::new);
        List<UUID> hits = sql.resultQuery("SELECT * FROM %s(?::text[], ?)".formatted(function), patterns, FEW + 1)
                .fetch(0, UUID.class);
        return hits.size() > FEW ? null : hits;
    }

    private static List<UUID> near(DSLContext sql, String words, int limit) {
        return sql.resultQuery("SELECT * FROM customers.people_near(?, ?)", words, limit)
                .fetch(0, UUID.class);
    }

    private static List<UUID> byExternalId(DSLContext sql, TenantId tenant, @Nullable String text, boolean people) {
        Field<UUID> whose = people ? EXTERNAL_ID.PERSON_ID : EXTERNAL_ID.COMPANY_ID;
        return text == null
                ? List.of()
                : List.copyOf(Set.copyOf(sql.select(whose)
                        .from(EXTERNAL_ID)
                        .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                        .and(EXTERNAL_ID.EXTERNAL_ID_.eq(Folding.storable(text).strip()))
                        .and(whose.isNotNull())
                        .limit(100)
                        .fetch(whose)));
    }
}
