package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTests {
    private final PasswordPolicy policy = new PasswordPolicy(new AccessSettings(
            10, Duration.ZERO, 30, Duration.ZERO, Duration.ZERO, Duration.ZERO, 12, 4, Duration.ZERO));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "elevenchars",
                "password1234",
                "P@ssw0rd2026!!",
                "123456789012",
                "aaaaaaaaaaaaaaaa",
                "abababababababab",
                "qwertyuiop123",
                "AdministratoR1",
                "letmeinletmein",
                "SalesSync2026",
                "maria.lindqvist",
                "maria.lindqvist@example.org",
                "Maria Lindqvist 1",
                "            "
            })
    void refusesWhatIsTriedFirst(String password) {
        assertThatThrownBy(() -> check(password))
                .isInstanceOf(Problem.class)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "violet harbour 7 lamps",
                "7!kQ#92$xP@1",
                "correct horse battery staple",
                "Лампа стоит у моря",
                "jR8vT2mWq4Zx"
            })
    void takesOthers(String password) {
        assertThatCode(() -> check(password)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 100_000})
    void refusesEndlessOnes(int length) {
        assertThatThrownBy(() -> check("correct horse ".repeat(length / 14 + 1)))
                .isInstanceOf(Problem.class);
    }

    private void check(String password) {
        policy.check(password, EmailAddress.parse("Maria.Lindqvist@example.org"), "Maria Lindqvist");
    }
}
