package io.salessync.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheringTests {
    private final Gathering<String, Integer> lengths = new Gathering<>(
            "lengths",
            10,
            asked -> asked.forEach(one -> {
                switch (one.question()) {
                    case "error" -> throw new StackOverflowError("no room");
                    case "exception" -> throw new IllegalArgumentException("not that");
                    case "forgotten" -> {
                        // left without an answer
                    }
                    default -> one.answer(one.question().length());
                }
            }));

    @Test
    void afterAnErrorLaterQuestionsAreAnswered() {
        assertThatThrownBy(() -> lengths.ask("error"))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(lengths.ask("four")).isEqualTo(4);
    }

    @Test
    void whoAskedHearsTheExceptionAndWhoWasForgottenHearsThat() {
        assertThatThrownBy(() -> lengths.ask("exception")).hasMessage("not that");
        assertThatThrownBy(() -> lengths.ask("forgotten")).hasMessage("No answer was given");
        assertThat(lengths.ask("ok")).isEqualTo(2);
    }
}
