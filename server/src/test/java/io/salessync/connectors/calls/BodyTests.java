package io.salessync.connectors.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTests {
    private static @Nullable Body read(String text, int most, Charset charset) throws IOException {
        return Body.read(new ByteArrayInputStream(text.getBytes(charset)), most, charset);
    }

    @Test
    void whatCameInSeveralBlocksIsOneText() throws IOException {
        String text = "Юлия, Zoë 😀; ".repeat(20_000);
        Body body = read(text, Integer.MAX_VALUE, StandardCharsets.UTF_8);
        assertThat(body.blocks()).isGreaterThan(4);
        assertThat(body.text()).isEqualTo(text);
        assertThat(read("", 10, StandardCharsets.UTF_8).text()).isEmpty();
    }

    @Test
    void moreThanIsAllowedIsNotRead() throws IOException {
        assertThat(read("x".repeat(100_000), 99_999, StandardCharsets.UTF_8)).isNull();
        assertThat(read("x".repeat(100_000), 100_000, StandardCharsets.UTF_8)).isNotNull();
    }

    @Test
    void aTextIsFoundWhereverItStands() throws IOException {
        String token = "00D!AQEAsecret";
        for (int before : new int[] {0, 1, 8_180, 8_185, 8_191, 8_192, 73_720, 73_727, 73_728, 80_000}) {
            Body body =
                    read("x".repeat(before) + token + "y".repeat(70_000), Integer.MAX_VALUE, StandardCharsets.UTF_8);
            assertThat(body.contains(token)).as("after %d", before).isTrue();
            assertThat(body.contains("00D!AQEAother")).isFalse();
        }
        assertThat(read(token, 100, StandardCharsets.UTF_8).contains(token)).isTrue();
        assertThat(read("", 100, StandardCharsets.UTF_8).contains(token)).isFalse();
    }

    @Test
    void otherCharactersBecomeUtf8() throws IOException {
        Body body = read("Zoë", 100, StandardCharsets.ISO_8859_1).utf8();
        assertThat(new String(body.block(0), 0, body.length(0), StandardCharsets.UTF_8))
                .isEqualTo("Zoë");
    }
}
