package io.salessync.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.CrmType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ValuesTests {
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Property(tries = 300)
    void timesAreReadAsTheyAreWritten(
            @ForAll @LongRange(min = -62_000_000_000_000L, max = 250_000_000_000_000L) long millis) {
        Instant at = Instant.ofEpochMilli(millis);
        String text = WRITTEN.format(at);
        assertThat(Values.instant(text)).isEqualTo(at);
        assertThat(Values.instant(text.replace("+0000", "Z"))).isEqualTo(at);
    }

    @Test
    void whatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> Values.of(CrmType.INSTANT, "2026-02-30T08:20:00.000+0000"))
                .isInstanceOf(Values.Unreadable.class);
        assertThatThrownBy(() -> Values.of(CrmType.INSTANT, "2026-02-03T24:20:00.000+0000"))
                .isInstanceOf(Values.Unreadable.class);
        assertThatThrownBy(() -> Values.of(CrmType.INSTANT, "2026-02-03 08:20:00.000+0000"))
                .isInstanceOf(Values.Unreadable.class);
    }
}
