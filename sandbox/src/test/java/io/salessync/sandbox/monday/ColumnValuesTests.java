package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnValuesTests extends MondayTests {
    private Answer create(String values, boolean labels) {
        return sandbox.call(
                "mutation($v:JSON,$l:Boolean){create_item(board_id:9200000001,item_name:\"x\",column_values:$v,"
                        + "create_labels_if_missing:$l){id column_values{id text value}}}",
                Map.of("v", values, "l", labels),
                Map.of());
    }

    private static String text(Answer answer, String column) {
        for (var value : answer.data("/create_item/column_values")) {
            if (value.path("id").asString().equals(column)) {
                return value.path("text").asString("");
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "po_number     | \"P 1\"                                          | P 1",
                "notes         | {\"text\":\"Two words\"}                         | Two words",
                "total_qty     | \"42.5\"                                         | 42.5",
                "total_qty     | \"-0.5\"                                         | -0.5",
                "status        | {\"label\":\"Done\"}                             | Done",
                "status        | {\"index\":1}                                    | Confirmed",
                "status        | \"Done\"                                         | Done",
                "season        | {\"labels\":[\"SS26\",\"Core\"]}                 | SS26, Core",
                "season        | {\"ids\":[2]}                                    | AW26",
                "due_in_dc     | {\"date\":\"2026-12-24\"}                        | 2026-12-24",
                "due_in_dc     | {\"date\":\"2026-12-24\",\"time\":\"09:30:00\"}  | 2026-12-24 09:30",
                "ship_window   | {\"from\":\"2026-12-01\",\"to\":\"2026-12-05\"}  | 2026-12-01 - 2026-12-05",
                "owner         | {\"personsAndTeams\":[{\"id\":50000003,\"kind\":\"person\"}]} | Jonas Weber",
                "buyer_email   | {\"email\":\"a@b.example\",\"text\":\"Ann\"}     | Ann",
                "tracking_link | {\"url\":\"https://t.example/1\",\"text\":\"T\"} | T - https://t.example/1",
                "buyer_phone   | {\"phone\":\"+31201234567\",\"countryShortName\":\"NL\"} | +31201234567",
                "rush          | {\"checked\":\"true\"}                           | v",
                "rush          | {\"checked\":\"false\"}                          | v",
                "rush          | null                                             | ''",
                "priority      | {\"rating\":4}                                   | 4",
                "cutoff_hour   | {\"hour\":14,\"minute\":30}                      | 02:30 PM",
                "delivery_week | {\"week\":{\"startDate\":\"2026-11-23\",\"endDate\":\"2026-11-29\"}} | 2026-11-23 - 2026-11-29",
                "ship_to_country | {\"countryCode\":\"NL\",\"countryName\":\"Netherlands\"} | Netherlands",
                "warehouse     | {\"lat\":\"52.1\",\"lng\":\"4.9\",\"address\":\"Dock 1\"} | Dock 1",
                "tags          | {\"tag_ids\":[101,104]}                          | reorder, late",
            })
    void takesEachTypeInItsForm(String column, String value, String shown) {
        Answer answer = create("{\"" + column + "\":" + value + "}", false);
        assertThat(answer.json().has("errors")).as(answer.text()).isFalse();
        assertThat(text(answer, column)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "po_number     | 5                                    | ColumnValueException",
                "total_qty     | 42.5                                 | ColumnValueException",
                "total_qty     | \"007\"                              | ColumnValueException",
                "total_qty     | \"1,5\"                              | ColumnValueException",
                "status        | {\"label\":\"Nowhere\"}              | ColumnValueException",
                "status        | {\"index\":77}                       | ColumnValueException",
                "season        | {\"labels\":[\"SS26\"],\"ids\":[1]}  | ColumnValueException",
                "season        | {\"labels\":[\"Nope\"]}              | ColumnValueException",
                "due_in_dc     | {\"date\":\"24.12.2026\"}            | ColumnValueException",
                "due_in_dc     | {\"date\":\"2026-02-30\"}            | ColumnValueException",
                "due_in_dc     | {\"date\":\"2026-02-03\",\"time\":\"9:30\"} | ColumnValueException",
                "ship_window   | {\"from\":\"2026-12-01\"}            | ColumnValueException",
                "owner         | {\"personsAndTeams\":[{\"id\":1,\"kind\":\"person\"}]} | InvalidUserIdException",
                "buyer_email   | {\"email\":\"a@b.example\"}          | ColumnValueException",
                "buyer_email   | {\"email\":\"no\",\"text\":\"no\"}   | ColumnValueException",
                "tracking_link | {\"url\":\"track\",\"text\":\"T\"}   | ColumnValueException",
                "buyer_phone   | {\"phone\":\"+31201234567\",\"countryShortName\":\"nl\"} | ColumnValueException",
                "buyer_phone   | {\"phone\":\"call me\",\"countryShortName\":\"NL\"} | ColumnValueException",
                "priority      | {\"rating\":6}                       | ColumnValueException",
                "cutoff_hour   | {\"hour\":24}                        | ColumnValueException",
                "tags          | {\"tag_ids\":[9]}                    | ColumnValueException",
                "margin        | \"1\"                                | ColumnValueException",
                "item_id       | \"1\"                                | ColumnValueException",
                "subitems      | {\"item_ids\":[1]}                   | ColumnValueException",
                "nowhere       | \"x\"                                | InvalidColumnIdException",
            })
    void refusesWhatTheVendorRefuses(String column, String value, String code) {
        Answer answer = create("{\"" + column + "\":" + value + "}", false);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data("/create_item").isNull()).isTrue();
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.error().at("/extensions/status_code").asInt()).isEqualTo(200);
        assertThat(answer.error().path("path").path(0).asString()).isEqualTo("create_item");
    }

    @Test
    void missingLabelsAreMadeWhenAskedForUpToTheCap() {
        assertThat(text(create("{\"status\":{\"label\":\"Fresh\"}}", true), "status"))
                .isEqualTo("Fresh");
        StringBuilder labels = new StringBuilder("\"L0\"");
        for (int i = 1; i < 495; i++) {
            labels.append(",\"L").append(i).append('"');
        }
        assertThat(create("{\"season\":{\"labels\":[" + labels + "]}}", true)
                        .json()
                        .has("errors"))
                .isFalse();
        assertThat(create("{\"season\":{\"labels\":[\"One too many\"]}}", true).code())
                .isEqualTo("ColumnValueException");
    }

    @Test
    void longTextsLargeItemsAndLongNamesAreRefused() {
        assertThat(create("{\"notes\":{\"text\":\"" + "x".repeat(2001) + "\"}}", false)
                        .code())
                .isEqualTo("ColumnValueException");
        assertThat(create("{\"po_number\":\"" + "x".repeat(66_000) + "\"}", false)
                        .code())
                .isEqualTo("ColumnValueException");
        assertThat(sandbox.call("mutation{create_item(board_id:9200000001,item_name:\"" + "n".repeat(256) + "\"){id}}")
                        .code())
                .isEqualTo("ItemNameTooLongException");
    }

    @Test
    void valuesHaveToBeJsonInAString() {
        assertThat(create("{not json", false).code()).isEqualTo("JsonParseException");
        Answer object = sandbox.call(
                "mutation($v:JSON){create_item(board_id:9200000001,item_name:\"x\",column_values:$v){id}}",
                Map.of("v", Map.of("po_number", "1")),
                Map.of());
        assertThat(object.status()).isEqualTo(400);
    }

    @Test
    void aRefusedChangeChangesNothing() {
        String id =
                create("{\"po_number\":\"1\"}", false).data("/create_item/id").asString();
        sandbox.call("mutation{change_multiple_column_values(board_id:9200000001,item_id:" + id
                + ",column_values:\"{\\\"po_number\\\":\\\"2\\\",\\\"total_qty\\\":\\\"x\\\"}\"){id}}");
        Answer simple = sandbox.call("mutation{change_simple_column_value(board_id:9200000001,item_id:" + id
                + ",column_id:\"style\",value:\"S\"){column_values(ids:[\"po_number\",\"style\"]){text}}}");
        assertThat(simple.data("/change_simple_column_value/column_values/0/text")
                        .asString())
                .isEqualTo("1");
        assertThat(simple.data("/change_simple_column_value/column_values/1/text")
                        .asString())
                .isEqualTo("S");
    }
}
