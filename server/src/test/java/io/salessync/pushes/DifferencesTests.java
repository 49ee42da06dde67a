package io.salessync.pushes;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferencesTests {
    private static Map<String, @Nullable Object> values(String field, @Nullable Object value) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(field, value);
        return values;
    }

    @Test
    void aValueIsAddedToThoseThatAreThere() {
        assertThat(Differences.after(values("T", "gold; old"), values("T", "old;cold"), List.of("T"), List.of()))
                .containsEntry("T", "gold;old;cold");
        assertThat(Differences.after(values("T", null), values("T", "old"), List.of("T"), List.of()))
                .containsEntry("T", "old");
    }

    @Test
    void aValueIsTakenFromThoseThatAreThere() {
        assertThat(Differences.after(values("T", "gold;old"), values("T", "old"), List.of(), List.of("T")))
                .containsEntry("T", "gold");
        assertThat(Differences.after(values("T", "old"), values("T", "old"), List.of(), List.of("T")))
                .containsEntry("T", null);
    }

    @Test
    void whatTheVendorKeepsAlikeIsTheSame() {
        assertThat(Differences.same(null, "")).isTrue();
        assertThat(Differences.same(new BigDecimal("1.00"), 1L)).isTrue();
        assertThat(Differences.same("b;a", "a; b")).isTrue();
        assertThat(Differences.same("a;b", "a")).isFalse();
        assertThat(Differences.same("1.00", "1")).isFalse();
    }

    @Test
    void aSingleNoOutweighsEveryYes() {
        ConsentRule.Word yes = new ConsentRule.Word("crm", ConsentRule.Answer.YES, "agreed", List.of());
        ConsentRule.Word no = new ConsentRule.Word("customers", ConsentRule.Answer.NO, "took it back", List.of());
        ConsentRule.Word silent = new ConsentRule.Word("crm", ConsentRule.Answer.UNKNOWN, "nothing", List.of());
        assertThat(ConsentRule.of(List.of(yes, no), true).allowed()).isFalse();
        assertThat(ConsentRule.of(List.of(yes, no), true).why()).contains("took it back");
        assertThat(ConsentRule.of(List.of(yes, silent), false).allowed()).isTrue();
        assertThat(ConsentRule.of(List.of(silent), false).allowed()).isFalse();
        assertThat(ConsentRule.of(List.of(silent), true).allowed()).isTrue();
    }

    @Test
    void noTextGetsOutOfItsQuotes() {
        assertThat(AtVendor.quoted("O'Neil\\")).isEqualTo("'O\\'Neil\\\\'");
        assertThat(AtVendor.quoted("\\' OR Name != '")).isEqualTo("'\\\\\\' OR Name != \\''");
        assertThat(AtVendor.quoted("a\nb")).isEqualTo("'a\\nb'");
    }
}
