package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MondayColumnsTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TEXT|plain|\"plain\"",
                "LONG_TEXT|two words|{\"text\":\"two words\"}",
                "NUMBERS|007.50|\"7.50\"",
                "NUMBERS|1E3|\"1000\"",
                "NUMBERS|-0.5|\"-0.5\"",
                "STATUS|Done|{\"label\":\"Done\"}",
                "STATUS|#5|{\"index\":5}",
                "DROPDOWN|A; B|{\"labels\":[\"A\",\"B\"]}",
                "DATE|2026-11-22|{\"date\":\"2026-11-22\"}",
                "DATE|2026-11-22T14:30:00|{\"date\":\"2026-11-22\",\"time\":\"14:30:00\"}",
                "TIMELINE|2026-11-22/2026-12-01|{\"from\":\"2026-11-22\",\"to\":\"2026-12-01\"}",
                "PEOPLE|12;team:7|{\"personsAndTeams\":[{\"id\":12,\"kind\":\"person\"},{\"id\":7,\"kind\":\"team\"}]}",
                "EMAIL|a@b.co|{\"email\":\"a@b.co\",\"text\":\"a@b.co\"}",
                "LINK|https://x.org/y the shop|{\"url\":\"https://x.org/y\",\"text\":\"the shop\"}",
                "LINK|https://x.org|{\"url\":\"https://x.org\",\"text\":\"https://x.org\"}",
                "PHONE|+31 20 1234567 nl|{\"phone\":\"+31201234567\",\"countryShortName\":\"NL\"}",
                "CHECKBOX|true|{\"checked\":\"true\"}",
                "CHECKBOX|false|null",
                "RATING|4|{\"rating\":4}",
                "HOUR|14:30|{\"hour\":14,\"minute\":30}",
                "WEEK|2026-11-22|{\"week\":{\"startDate\":\"2026-11-16\",\"endDate\":\"2026-11-22\"}}",
                "COUNTRY|nl|{\"countryCode\":\"NL\",\"countryName\":\"Netherlands\"}",
                "LOCATION|52.37;4.9;Dam 1; Amsterdam|{\"lat\":\"52.37\",\"lng\":\"4.9\",\"address\":\"Dam 1; Amsterdam\"}",
                "TAGS|1;2|{\"tag_ids\":[1,2]}",
                "CONNECT_BOARDS|123|{\"item_ids\":[123]}"
            })
    void writesEachTypeAsTheVendorWantsIt(ColumnType type, String text, String json) {
        assertThat(MondayColumns.encode(type, text)).hasToString(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NUMBERS|1,5|is no number",
                "EMAIL|nobody|is no e-mail address",
                "DATE|22.11.2026|is no date",
                "DATE|2026-02-30|is no date",
                "TIMELINE|2026-12-01/2026-11-22|ends before it begins",
                "TIMELINE|2026-12-01|is no span",
                "LINK|ftp://x.org|is no link",
                "PHONE|+31201234567|two-letter country",
                "PHONE|12 NL|5 to 15 digits",
                "CHECKBOX|yes|neither true nor false",
                "RATING|6|from 1 to 5",
                "HOUR|25:00|is no time of day",
                "COUNTRY|Nederland|two letters",
                "LOCATION|91;4;x|not between",
                "PEOPLE|somebody|not the number of a person",
                "TAGS|red|not the number of a tag"
            })
    void saysWhatIsWrongWithAValue(ColumnType type, String text, String complaint) {
        assertThat(MondayColumns.fault(type, text))
                .hasValueSatisfying(said -> assertThat(said).contains(text).contains(complaint));
    }

    @ParameterizedTest
    @EnumSource(value = ColumnType.class, mode = EnumSource.Mode.EXCLUDE, names = "NAME")
    void nothingClears(ColumnType type) {
        assertThat(MondayColumns.encode(type, "").toString()).isIn("null", "\"\"");
    }

    @Test
    void namesHaveOneTo255CharactersAndLongTexts2000() {
        assertThat(MondayColumns.fault(ColumnType.NAME, " ")).isPresent();
        assertThat(MondayColumns.fault(ColumnType.NAME, "x".repeat(255))).isEmpty();
        assertThat(MondayColumns.fault(ColumnType.NAME, "x".repeat(256))).isPresent();
        assertThat(MondayColumns.fault(ColumnType.LONG_TEXT, "x".repeat(2001))).isPresent();
    }

    @Test
    void allValuesOfAnItemTogetherAreLimited() {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            values.add(new Value("text" + i, ColumnType.TEXT, "ä".repeat(4000)));
        }
        assertThat(MondayColumns.fault(new CreateItem(UUID.randomUUID(), "g", "name", values, false)))
                .hasValueSatisfying(said -> assertThat(said).contains("65536"));
        assertThat(MondayColumns.fault(new CreateItem(UUID.randomUUID(), "g", "name", values.subList(0, 8), false)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NUMBERS|1|1.00|true",
                "NUMBERS|1|1.01|false",
                "CHECKBOX|false||true",
                "DROPDOWN|A;B|B;A|true",
                "WEEK|2026-11-22|2026-11-16|true",
                "PHONE|+31 20 1234567 NL|31201234567 NL|true",
                "COUNTRY|NL|NL Netherlands|true",
                "EMAIL|A@b.co|a@B.co|true",
                "LOCATION|45.7640;4.8357;Lyon|45.764;4.83570;Lyon|true",
                "LOCATION|45.7640;4.8357;Lyon|45.765;4.8357;Lyon|false",
                "TEXT|a|A|false"
            })
    void tellsWhetherTwoTextsStandForTheSameValue(ColumnType type, String one, String other, boolean same) {
        assertThat(MondayTexts.same(type, one, other == null ? "" : other)).isEqualTo(same);
    }
}
