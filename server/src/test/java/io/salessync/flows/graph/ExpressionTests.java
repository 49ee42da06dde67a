package io.salessync.flows.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTests {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Scope SCOPE = new Scope(
            "weekly-leads",
            UUID.fromString("00000000-0000-4000-8000-000000000001"),
            NOW,
            NOW,
            null,
            null,
            KitTypes.json("{'limit': 3, 'who': {'name': 'Bo'}}"));

    private static RecordShape shape(boolean open) {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("email", FieldType.TEXT);
        fields.put("First Name", FieldType.TEXT);
        fields.put("qty", FieldType.WHOLE);
        fields.put("amount", FieldType.NUMBER);
        fields.put("paid", FieldType.FLAG);
        fields.put("day", FieldType.DATE);
        fields.put("at", FieldType.TIME);
        fields.put("tags", FieldType.ANY);
        return new RecordShape(fields, open);
    }

    private static final FlowRecord FULL = record(
            "email",
            "Nina@Example.org",
            "First Name",
            "Nina",
            "qty",
            5L,
            "amount",
            2.5,
            "paid",
            true,
            "day",
            LocalDate.parse("2026-11-01"),
            "at",
            Instant.parse("2026-11-29T12:00:00Z"),
            "tags",
            List.of("a", "b"));
    private static final FlowRecord EMPTY = new FlowRecord("1", Map.of());

    private static FlowRecord record(Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new FlowRecord("1", values);
    }

    private static Object eval(String text, FlowRecord record) {
        return Expression.of(text, shape(false)).eval(record, SCOPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "lower(record.email) | nina@example.org",
                "record['First Name'] + '!' | Nina!",
                "record.`First Name`.upperAscii() | NINA",
                "record.qty * 2 | 10",
                "double(record.qty) * record.amount | 12.5",
                "digits('+49 (30) 12') | 493012",
                "isEmail(record.email) | true",
                "isEmail('nina@') | false",
                "age(record.day) | 29",
                "daysBetween(record.day, record.at) | 28",
                "number(' 12.50 ') | 12.5",
                "number('twelve') | null",
                "whole('12.4') | 12",
                "date('2026-12-01') > now | true",
                "date('2026-12-01 10:00') | 2026-12-01T10:00:00Z",
                "date('tomorrow') | null",
                "coalesce(record.email, 'none') | Nina@Example.org",
                "record.tags.map(t, t + '!').join(',') | a!,b!",
                "'a-b-c'.split('-')[1] | b",
                "'a.b'.replace('.', '-') | a-b",
                "record.tags | [a, b]",
                "flow | weekly-leads",
                "run.id | 00000000-0000-4000-8000-000000000001",
                "run.due == now | true",
                "run.since | null",
                "payload.limit + 1 | 4",
                "payload.who.name | Bo",
                "math.greatest(record.qty, 9) | 9",
                "record.email.matches('^[A-Z]') | true",
                "record.qty in [1, 5] | true",
                "size(record) | 8"
            })
    void givesWhatTheRecordSays(String expression, String result) {
        assertThat(String.valueOf(eval(expression, FULL))).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "record.qty > 3 | false",
                "3 < record.qty | false",
                "record.qty <= record.amount | false",
                "!(record.qty > 3) | true",
                "record.email == null | true",
                "has(record.email) | false",
                "record.email == '' | false",
                "record.email.contains('@') | false",
                "lower(record.email).startsWith('n') | false",
                "lower(trim(record.email)) | null",
                "record.email.matches('.*') | false",
                "size(record.email) > 0 | false",
                "record.tags.size() | 0",
                "'a' in record.tags | false",
                "record.tags.exists(t, t == 'a') | false",
                "record.tags.all(t, t == 'a') | true",
                "isEmpty(record.email) | true",
                "isEmail(record.email) | false",
                "age(record.at) > 3 | false",
                "coalesce(record.amount, 0.0) * 2.0 | 0.0",
                "record.paid | null"
            })
    void aFieldThatIsNotThereIsNull(String expression, String result) {
        assertThat(String.valueOf(eval(expression, EMPTY))).isEqualTo(result);
        assertThat(String.valueOf(
                        eval(expression, record(Collections.nCopies(0, "").toArray()))))
                .isEqualTo(result);
    }

    @Test
    void aConditionOnNothingIsNo() {
        assertThat(Expression.condition("record.paid", shape(false)).test(EMPTY, SCOPE))
                .isFalse();
        assertThat(Expression.condition("record.paid", shape(false)).test(FULL, SCOPE))
                .isTrue();
        assertThat(Expression.condition("record.extra", shape(true)).test(record("extra", true), SCOPE))
                .isTrue();
        assertThatThrownBy(
                        () -> Expression.condition("record.extra", shape(true)).test(record("extra", "yes"), SCOPE))
                .isInstanceOf(Expression.Failure.class)
                .hasMessageContaining("gives neither true nor false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "record.emial == 'x' | record.emial, which the records do not have here; did you mean 'email'?",
                "record['First name'] | did you mean 'First Name'?",
                "email == 'x' | fields are read as record.email",
                "lowr(record.email) | did you mean 'lower'?",
                "record.qty > 'a' | no matching overload for '_>_' applied to '(int, string)'",
                "record.qty * 1.5 | make both sides the same",
                "record.email ? 1 : 2 | no matching overload",
                "record.qty.contains('x') | at character",
                "1 + | at character 4",
                "record.at - now | a span of time",
                "coalesce(record.qty, 'x') | no matching overload for 'coalesce'",
                "record.email.matches('(') | has a pattern that is none",
                "record.email.matches('((a{100}){100}){100}') | unfolds to too many steps",
                "^ ^ | is empty"
            })
    void aMistakeIsToldWithItsPlace(String expression, String said) {
        assertThatThrownBy(() -> Expression.of(expression, shape(false)))
                .isInstanceOf(Expression.Mistake.class)
                .hasMessageContaining(said);
    }

    @Test
    void givesTheTypeThatIsWantedOrIsRefused() {
        assertThat(Expression.of("record.qty", shape(false), FieldType.NUMBER).type())
                .isEqualTo(FieldType.WHOLE);
        assertThat(Expression.of("record.unknown", shape(true), FieldType.TEXT).type())
                .isEqualTo(FieldType.ANY);
        assertThat(Expression.of("record.qty + 1", shape(false)).fields()).containsExactly("qty");
        assertThatThrownBy(() -> Expression.condition("record.email", shape(false)))
                .hasMessage("gives text, and has to give true or false");
        assertThatThrownBy(() -> Expression.of("record.tags.map(t, t)", shape(false), FieldType.TEXT))
                .hasMessage("gives a list, and has to give text");
    }

    @Test
    void aFailureNamesTheExpressionAndWhatIsEmpty() {
        assertThatThrownBy(() -> eval("record.amount * 2.0", EMPTY))
                .isInstanceOf(Expression.Failure.class)
                .hasMessage(
                        "'record.amount * 2.0' cannot be worked out: values of these types do not go with '_*_' (empty here: amount)");
        assertThatThrownBy(() -> eval("record.qty / 0", FULL)).hasMessageContaining("/ by zero");
        assertThatThrownBy(() -> eval("record.amount / 0.0", FULL)).hasMessageContaining("gives Infinity");
        assertThatThrownBy(() -> eval("payload.nobody", FULL)).hasMessageContaining("'nobody'");
    }

    /** Each would take a machine down, or for ever, if it were let. */
    @Test
    void expressionsThatLoopOrExplodeEndWithASentence() {
        String ten = "[0,1,2,3,4,5,6,7,8,9]";
        String loops = "true";
        for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            loops = ten + ".all(" + name + ", " + loops + ")";
        }
        String doubles = "['aaaaaaaa']";
        for (int i = 0; i < 9; i++) {
            doubles = "[" + doubles + ".map(x, x" + "+x".repeat(15) + ")[0]]";
        }
        String lists = "[[1]]";
        for (int i = 0; i < 9; i++) {
            lists = "[" + lists + ".map(x, x" + "+x".repeat(15) + ")[0]]";
        }
        String replaces = "'aaaaaaaaaa'" + ".replace('a', 'aaaaaaaaaa')".repeat(40);
        String joins = ten + ".map(x, " + ten + ".map(y, " + ten + ".map(z, '" + "a".repeat(2_000)
                + "').join('')).join('')).join('')";
        String searches = ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, !record.email.contains('z'))))";
        String patterns = ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, record.email.matches('(x+x+)+'))))";
        FlowRecord large = record("email", "x".repeat(500_000));
        for (String hostile : List.of(loops, doubles, lists, replaces, joins, searches, patterns)) {
            Expression made = Expression.of(hostile, shape(false));
            long began = System.nanoTime();
            assertThatThrownBy(() -> made.eval(large, SCOPE))
                    .as(hostile)
                    .isInstanceOf(Expression.Failure.class)
                    .hasMessageMatching("(?s).*(too much work|more than 1,000,000|more than 10,000 entries).*");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
        List<String> unreadable =
                new ArrayList<>(List.of("(".repeat(500) + "1" + ")".repeat(500), "1" + "+1".repeat(3_000)));
        String guards = "lower(record.email)";
        for (int i = 0; i < 14; i++) {
            guards = "coalesce(" + guards + ".contains('a') ? 'a' : 'b', 'c')";
        }
        unreadable.add("size(" + guards + ")");
        assertThat(unreadable)
                .allSatisfy(text -> assertThatThrownBy(() -> Expression.of(text, shape(false)))
                        .isInstanceOf(Expression.Mistake.class));
    }

    @Test
    void whatOneRecordCostDoesNotCountAgainstTheNext() {
        Expression replaces = Expression.of("record.email.replace('x', 'yy')", shape(false));
        FlowRecord large = record("email", "x".repeat(400_000));
        for (int i = 0; i < 50; i++) {
            assertThat((String) replaces.eval(large, SCOPE)).hasSize(800_000);
        }
    }

    @Test
    void oneExpressionServesManyThreads() throws Exception {
        Expression made = Expression.of("record.qty * 2", shape(false));
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (long worker = 0; worker < 4; worker++) {
                long base = worker * 1_000_000;
                tasks.add(() -> {
                    for (long i = base; i < base + 5_000; i++) {
                        if (!Long.valueOf(i * 2).equals(made.eval(record("qty", i), SCOPE))) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> right : threads.invokeAll(tasks)) {
                assertThat(right.get()).isTrue();
            }
        }
    }
}
