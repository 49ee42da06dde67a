package io.salessync.connectors.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachWrite;
import org.junit.jupiter.api.Test;

class WritesTests {
    @Test
    void emojiCountAsTheyDoWhereTextsAreDecidedAndPreviewed() {
        String note = "a".repeat(284) + "👍".repeat(8);
        assertThat(OutreachWrite.length(note)).isEqualTo(300);
        assertThat(Writes.fault(new OutreachWrite.Invite("ana", "person", note)))
                .isNull();
        assertThat(Writes.fault(new OutreachWrite.Invite("ana", "person", note + "a")))
                .contains("301", "300");
    }
}
