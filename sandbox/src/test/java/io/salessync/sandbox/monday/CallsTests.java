package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTests extends MondayTests {
    private void fill(int items) {
        for (int from = 0; from < items; from += 50) {
            String aliases = IntStream.range(from, Math.min(items, from + 50))
                    .mapToObj(i -> ("a%d:create_item(board_id:9200000001,item_name:\"n%d\","
                                    + "column_values:\"{\\\"style\\\":\\\"s%d\\\",\\\"total_qty\\\":\\\"%d\\\"}\"){id}")
                            .formatted(i, i, i % 3, i))
                    .collect(Collectors.joining());
            assertThat(sandbox.call("mutation{" + aliases + "}").status()).isEqualTo(200);
        }
    }

    @Test
    void aCursorLivesAnHourFromTheFirstPage() {
        fill(60);
        Answer first = sandbox.call("{boards(ids:[9200000001]){items_page(limit:20){cursor items{id}}}}");
        Set<String> seen = new HashSet<>();
        first.data("/boards/0/items_page/items")
                .forEach(item -> seen.add(item.path("id").asString()));
        String start = first.data("/boards/0/items_page/cursor").asString();
        String cursor = start;
        int pages = 1;
        while (!cursor.isEmpty()) {
            sandbox.step(Duration.ofMinutes(5));
            Answer next = sandbox.call(
                    "query($c:String!){next_items_page(cursor:$c,limit:20){cursor items{id}}}",
                    Map.of("c", cursor),
                    Map.of());
            next.data("/next_items_page/items")
                    .forEach(item ->
                            assertThat(seen.add(item.path("id").asString())).isTrue());
            cursor = next.data("/next_items_page/cursor").asString("");
            pages++;
        }
        assertThat(seen).hasSize(60);
        assertThat(pages).isGreaterThanOrEqualTo(3);

        sandbox.step(Duration.ofMinutes(60));
        Answer late = sandbox.call("{next_items_page(cursor:\"" + start + "\"){items{id}}}");
        assertThat(late.status()).isEqualTo(200);
        assertThat(late.code()).isEqualTo("CursorExpiredError");
    }

    @Test
    void pagesAreNowAndThenSmallerThanAsked() {
        fill(40);
        Set<Integer> sizes = IntStream.range(0, 60)
                .mapToObj(i -> sandbox.call("{boards(ids:[9200000001]){items_page(limit:20){items{id}}}}")
                        .data("/boards/0/items_page/items")
                        .size())
                .collect(Collectors.toSet());
        assertThat(sizes).contains(20).hasSizeGreaterThan(1).allMatch(size -> size >= 10 && size <= 20);
    }

    @Test
    void itemsAreFoundByTheirValues() {
        fill(30);
        Answer one = sandbox.call("{items_page_by_column_values(board_id:9200000001,limit:100,columns:["
                + "{column_id:\"style\",column_values:[\"s1\",\"s2\"]},{column_id:\"name\",column_values:[\"n4\",\"n6\"]}])"
                + "{items{name}}}");
        assertThat(one.data("/items_page_by_column_values/items").toString()).isEqualTo("[{\"name\":\"n4\"}]");
        String id = sandbox.call("{items_page_by_column_values(board_id:9200000001,columns:["
                        + "{column_id:\"name\",column_values:[\"n5\"]}]){items{id}}}")
                .data("/items_page_by_column_values/items/0/id")
                .asString();
        sandbox.call("mutation{change_simple_column_value(board_id:9200000001,item_id:" + id
                + ",column_id:\"name\",value:\"renamed\"){id}}");
        assertThat(sandbox.call("{items_page_by_column_values(board_id:9200000001,columns:["
                                + "{column_id:\"name\",column_values:[\"renamed\"]}]){items{id}}}")
                        .text())
                .contains(id);
        Answer ruled = sandbox.call("{boards(ids:[9200000001]){items_page(limit:5,query_params:{rules:["
                + "{column_id:\"total_qty\",compare_value:\"26\",operator:greater_than_or_equals}],"
                + "order_by:[{column_id:\"total_qty\",direction:desc}]}){items{name}}}}");
        assertThat(ruled.data("/boards/0/items_page/items/0/name").asString()).isEqualTo("n29");
    }

    @Test
    void listsHaveTheirLimits() {
        String ids = IntStream.range(0, 101).mapToObj(String::valueOf).collect(Collectors.joining(","));
        assertThat(sandbox.call("{items(ids:[" + ids + "]){id}}").code()).isEqualTo("InvalidArgumentException");
        assertThat(sandbox.call("{boards(ids:[9200000001]){items_page(limit:501){items{id}}}}")
                        .code())
                .isEqualTo("InvalidArgumentException");
        fill(30);
        String all = sandbox.call("{items(limit:100){id}}").data("/items").findValuesAsString("id").stream()
                .collect(Collectors.joining(","));
        assertThat(sandbox.call("{items(ids:[" + all + "]){id}}").data("/items").size())
                .isEqualTo(25);
        assertThat(sandbox.call("{items(ids:[" + all + "],limit:100){id}}")
                        .data("/items")
                        .size())
                .isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({
        "sandbox-personal,200",
        "Bearer sandbox-personal,200",
        "sandbox-unknown,401",
        "'',401",
    })
    void tokensAreKnownOrNot(String token, int status) {
        Answer answer = sandbox.call("{me{id}}", Map.of(), Map.of("Authorization", token));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().at("/extensions/request_id").asString()).isNotEmpty();
    }

    @Test
    void aReadingTokenDoesNotWrite() {
        Map<String, String> readonly = Map.of("Authorization", "sandbox-readonly");
        assertThat(sandbox.call("{me{id}}", Map.of(), readonly).status()).isEqualTo(200);
        Answer refused =
                sandbox.call("mutation{create_group(board_id:9200000001,group_name:\"x\"){id}}", Map.of(), readonly);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("USER_UNAUTHORIZED");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-04,previous_maintenance",
        "2026-07,maintenance",
        "2026-10,current",
        "2027-01,release_candidate",
        "2019-01,current",
    })
    void versionsAreAnswered(String version, String kind) {
        Answer answer = sandbox.call("{version{kind}}", Map.of(), Map.of("API-Version", version));
        assertThat(answer.data("/version/kind").asString()).isEqualTo(kind);
    }

    @Test
    void whatIsNoVersionIsRefused() {
        Answer answer = sandbox.call("{me{id}}", Map.of(), Map.of("API-Version", "latest"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo("InvalidVersionException");
    }

    @Test
    void bodiesAndDocumentsThatCannotBeReadAreRefused() {
        Map<String, String> token = Map.of("Authorization", "sandbox-personal");
        assertThat(sandbox.send("POST", "/monday/v2", "no", token).status()).isEqualTo(400);
        assertThat(sandbox.send("POST", "/monday/v2", "{\"query\":\"{me{id}}\",\"variables\":\"{}\"}", token)
                        .status())
                .isEqualTo(400);
        assertThat(sandbox.send("GET", "/monday/v2", null, token).status()).isEqualTo(405);
        Answer parse = sandbox.call("{me{");
        assertThat(parse.status()).isEqualTo(200);
        assertThat(parse.error().path("message").asString()).isNotEmpty();
        assertThat(sandbox.call("{me{nope}}").code()).isEqualTo("GRAPHQL_VALIDATION_FAILED");
        assertThat(sandbox.call("query($i:[ID!]!){items(ids:$i){id}}")
                        .error()
                        .path("message")
                        .asString())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mutation{create_item(board_id:1,item_name:\"x\"){id}} | 200 | InvalidBoardIdException",
                "mutation{create_item(board_id:9200000001,group_id:\"no\",item_name:\"x\"){id}} | 404 | ResourceNotFoundException",
                "mutation{create_subitem(parent_item_id:1,item_name:\"x\"){id}} | 404 | ResourceNotFoundException",
                "mutation{create_item(board_id:9200000001,item_name:\"\"){id}} | 200 | InvalidArgumentException",
                "{items_page_by_column_values(board_id:9200000001){items{id}}} | 200 | InvalidArgumentException",
            })
    void wrongIdsAreNamed(String query, int status, String code) {
        Answer answer = sandbox.call(query.strip());
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }
}
