package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BoardsTests extends MondayTests {
    private static final String DEV = "9200000001";
    private static final String SMALL = "9200000010";

    private String item(String board, String name, String values) {
        Answer answer = sandbox.call(
                "mutation($b:ID!,$n:String!,$v:JSON){create_item(board_id:$b,item_name:$n,column_values:$v){id}}",
                Map.of("b", board, "n", name, "v", values),
                Map.of());
        return answer.data("/create_item/id").asString();
    }

    private JsonNode state(String board) {
        for (JsonNode one :
                sandbox.get("/_sandbox/state/monday?items=true").json().path("boards")) {
            if (one.path("id").asString().equals(board)) {
                return one;
            }
        }
        throw new AssertionError("no board " + board);
    }

    @Test
    void aliasesOfOneDocumentCreateGroupsItemsAndTellTheirCost() {
        Answer answer =
                sandbox.call("mutation { g: create_group(board_id: 9200000001, group_name: \"Acme\") { id title }"
                        + " a: create_item(board_id: 9200000001, item_name: \"One\") { id group { id } }"
                        + " b: create_item(board_id: 9200000001, item_name: \"Two\") { id }"
                        + " complexity { before query after reset_in_x_seconds } }");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data("/g/title").asString()).isEqualTo("Acme");
        assertThat(answer.data("/a/group/id").asString()).isEqualTo("topics");
        JsonNode complexity = answer.data("/complexity");
        assertThat(complexity.path("before").asLong()).isEqualTo(10_000_000);
        assertThat(complexity.path("query").asLong()).isGreaterThan(50_000);
        assertThat(complexity.path("after").asLong())
                .isEqualTo(10_000_000 - complexity.path("query").asLong());
        assertThat(answer.json().at("/extensions/request_id").asString()).isNotEmpty();
        assertThat(state(DEV).path("items").asInt()).isEqualTo(2);
    }

    @Test
    void subitemsLiveOnTheirOwnBoardAndAreChangedThere() {
        String parent = item(DEV, "Order", "{}");
        Answer made = sandbox.call(
                "mutation($p:ID!){create_subitem(parent_item_id:$p,item_name:\"Line\","
                        + "column_values:\"{\\\"quantity\\\":\\\"5\\\"}\"){id board{id type} parent_item{id}}}",
                Map.of("p", parent),
                Map.of());
        String board = made.data("/create_subitem/board/id").asString();
        String line = made.data("/create_subitem/id").asString();
        assertThat(board).isNotEqualTo(DEV);
        assertThat(made.data("/create_subitem/parent_item/id").asString()).isEqualTo(parent);

        String change = "mutation($b:ID!,$i:ID){change_multiple_column_values(board_id:$b,item_id:$i,"
                + "column_values:\"{\\\"quantity\\\":\\\"7\\\",\\\"name\\\":\\\"Line 7\\\"}\"){id name}}";
        assertThat(sandbox.call(change, Map.of("b", DEV, "i", line), Map.of()).code())
                .isEqualTo("ResourceNotFoundException");
        assertThat(sandbox.call(change, Map.of("b", board, "i", line), Map.of())
                        .data("/change_multiple_column_values/name")
                        .asString())
                .isEqualTo("Line 7");

        Answer read = sandbox.call(
                "query($i:[ID!]){items(ids:$i){subitems{id column_values(ids:[\"quantity\"]){text value}}}}",
                Map.of("i", parent),
                Map.of());
        assertThat(read.data("/items/0/subitems/0/column_values/0/value").asString())
                .isEqualTo("\"7\"");
        assertThat(sandbox.call("{boards(ids:[" + board + "]){items_page{items{id}}}}")
                        .code())
                .isEqualTo("InvalidArgumentException");
    }

    @Test
    void aBoardWithoutASubitemsColumnTakesNone() {
        String parent = item("9200000011", "Order", "{}");
        assertThat(sandbox.call("mutation{create_subitem(parent_item_id:" + parent + ",item_name:\"x\"){id}}")
                        .code())
                .isEqualTo("InvalidArgumentException");
    }

    @Test
    void boardsAndItemsHoldOnlySoMany() {
        String first = item(SMALL, "0", "{}");
        StringBuilder more = new StringBuilder("mutation{");
        for (int i = 1; i < 52; i++) {
            more.append("a%d:create_item(board_id:9200000010,item_name:\"%d\"){id}".formatted(i, i));
        }
        Answer full = sandbox.call(more + "}");
        assertThat(full.data("/a49/id").asString()).isNotEmpty();
        assertThat(full.data("/a50").isNull()).isTrue();
        assertThat(full.code()).isEqualTo("ItemsLimitationException");
        assertThat(full.error().path("path").path(0).asString()).isEqualTo("a50");

        StringBuilder lines = new StringBuilder("mutation{");
        for (int i = 0; i < 11; i++) {
            lines.append("a%d:create_subitem(parent_item_id:%s,item_name:\"%d\"){id}".formatted(i, first, i));
        }
        Answer capped = sandbox.call(lines + "}");
        assertThat(capped.data("/a9/id").asString()).isNotEmpty();
        assertThat(capped.data("/a10").isNull()).isTrue();
    }

    @Test
    void duplicatesAreItemsOrSubitemsThatShareARecordUuid() {
        String first = item(DEV, "a", "{\"record_uuid\":\"u1\"}");
        String second = item(DEV, "b", "{\"record_uuid\":\"u1\"}");
        item(DEV, "c", "{\"record_uuid\":\"u2\"}");
        assertThat(state(DEV).path("duplicates").asInt()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            sandbox.call("mutation{create_subitem(parent_item_id:" + first
                    + ",item_name:\"l\",column_values:\"{\\\"record_uuid\\\":\\\"s\\\"}\"){id}}");
        }
        assertThat(state(DEV).path("duplicates").asInt()).isEqualTo(3);
        sandbox.call("mutation{archive_item(item_id:" + second + "){id state}}");
        assertThat(state(DEV).path("duplicates").asInt()).isEqualTo(2);
        assertThat(state(DEV).path("items").asInt()).isEqualTo(2);
        assertThat(state(DEV).path("items_list").path(1).path("state").asString())
                .isEqualTo("archived");
    }

    @Test
    void archivedAndDeletedItemsStayReadableButTakeNoChange() {
        String id = item(DEV, "a", "{}");
        sandbox.call("mutation{delete_item(item_id:" + id + "){id}}");
        assertThat(sandbox.call("{items(ids:[" + id + "]){state}}")
                        .data("/items/0/state")
                        .asString())
                .isEqualTo("deleted");
        assertThat(sandbox.call("{items(ids:[" + id + "],exclude_nonactive:true){state}}")
                        .data("/items")
                        .isEmpty())
                .isTrue();
        Answer late = sandbox.call("mutation{change_multiple_column_values(board_id:9200000001,item_id:" + id
                + ",column_values:\"{}\"){id}}");
        assertThat(late.code()).isEqualTo("ResourceNotFoundException");
        assertThat(late.status()).isEqualTo(404);
    }

    @Test
    void itemsMoveBetweenGroupsAndTheLastGroupStays() {
        String id = item(DEV, "a", "{}");
        Answer made = sandbox.call("mutation{create_group(board_id:9200000001,group_name:\"Next\"){id}}");
        String group = made.data("/create_group/id").asString();
        Answer moved =
                sandbox.call("mutation{move_item_to_group(item_id:" + id + ",group_id:\"" + group + "\"){group{id}}}");
        assertThat(moved.data("/move_item_to_group/group/id").asString()).isEqualTo(group);
        sandbox.call("mutation{archive_group(board_id:9200000001,group_id:\"topics\"){id}}");
        Answer last = sandbox.call("mutation{delete_group(board_id:9200000001,group_id:\"" + group + "\"){id}}");
        assertThat(last.status()).isEqualTo(409);
        assertThat(last.code()).isEqualTo("DeleteLastGroupException");
    }

    @Test
    void bulkArchivingIsAJob() {
        String a = item(DEV, "a", "{}");
        String b = item(DEV, "b", "{}");
        Answer begun = sandbox.call(
                "mutation{bulk_archive_items(board_id:9200000001,item_ids:[" + a + "," + b + ",77]){job_id}}");
        String job = begun.data("/bulk_archive_items/job_id").asString();
        Answer status = sandbox.call("{job_status(job_id:\"" + job + "\"){status result{total succeeded failed}}}");
        assertThat(status.data("/job_status/status").asString()).isEqualTo("COMPLETED");
        assertThat(status.data("/job_status/result/succeeded").asInt()).isEqualTo(2);
        assertThat(status.data("/job_status/result/failed").asInt()).isEqualTo(1);
    }

    @Test
    void peopleEditByHandWithoutCost() {
        String id = item(DEV, "a", "{}");
        String before = columnRevision();
        sandbox.post(
                "/_sandbox/monday/edit",
                "{\"item\":\"" + id + "\",\"name\":\"By hand\",\"column_values\":"
                        + "{\"status\":{\"label\":\"Waiting\"}}}");
        Answer read = sandbox.call("{items(ids:[" + id + "]){name column_values(ids:[\"status\"]){text}}}");
        assertThat(read.data("/items/0/name").asString()).isEqualTo("By hand");
        assertThat(read.data("/items/0/column_values/0/text").asString()).isEqualTo("Waiting");
        assertThat(columnRevision()).isNotEqualTo(before);

        String label = "{\"board\":\"9200000001\",\"column\":\"status\",\"delete_label\":\"Waiting\"}";
        assertThat(sandbox.post("/_sandbox/monday/edit", label).status()).isEqualTo(200);
        sandbox.post("/_sandbox/monday/edit", "{\"board\":\"9200000001\",\"archive_column\":\"colour\"}");
        sandbox.post(
                "/_sandbox/monday/edit", "{\"board\":\"9200000001\",\"retype_column\":\"style\",\"type\":\"numbers\"}");
        Answer drift =
                sandbox.call("{boards(ids:[9200000001]){columns(ids:[\"style\",\"colour\"]){id type archived}}}");
        assertThat(drift.text()).contains("\"numbers\"").contains("\"archived\":true");
        assertThat(sandbox.post("/_sandbox/monday/edit", "{\"archive\":\"" + id + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(sandbox.post("/_sandbox/monday/edit", "{\"archive\":\"" + id + "\"}")
                        .status())
                .isEqualTo(400);
    }

    private String columnRevision() {
        return sandbox.call("{boards(ids:[9200000001]){columns(ids:[\"status\"]){revision}}}")
                .data("/boards/0/columns/0/revision")
                .asString();
    }

    @Test
    void boardsAreMadeInTheLikenessOfOthers() {
        Answer made = sandbox.post(
                "/_sandbox/monday/boards",
                "{\"name\":\"Copy\",\"id\":42,\"from\":9200000001,"
                        + "\"items_limit\":3,\"columns\":[{\"id\":\"extra\",\"type\":\"status\",\"labels\":[\"A\"]}]}");
        assertThat(made.status()).isEqualTo(201);
        Answer read = sandbox.call("{boards(ids:[42]){name items_limit columns{id}}}");
        assertThat(read.data("/boards/0/items_limit").asInt()).isEqualTo(3);
        assertThat(read.text()).contains("record_uuid").contains("extra").contains("subitems");
    }

    @Test
    void usersAreFoundByTheirMail() {
        Answer found = sandbox.call("{users(emails:[\"Mina.Castell@example.com\",\"x@example.com\"]){id email}}");
        assertThat(found.data("/users").size()).isEqualTo(1);
        assertThat(found.data("/users/0/id").asString()).isEqualTo("50000002");
    }

    @Test
    void thePageAndItsViewAreServed() {
        item(DEV, "Seen", "{\"status\":{\"label\":\"New\"}}");
        assertThat(sandbox.get("/boards/9200000001").text()).contains("<!doctype html>");
        JsonNode view = sandbox.get("/_sandbox/monday/view?board=9200000001&groups=topics:200")
                .json();
        assertThat(view.at("/board/groups/0/table/rows/0/name").asString()).isEqualTo("Seen");
        assertThat(view.at("/gauges/tokens/0/name").asString()).isEqualTo("sandbox-personal");
    }
}
