package io.salessync.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTests {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(place -> !place.contains("/jooq/"))
            .importPackages("io.salessync");

    static Stream<String> rules() {
        return Rules.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theProgramKeeps(String rule) {
        Rules.all().get(rule).check(PROGRAM);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theFixtureBreaks(String rule) {
        JavaClasses fixture = new ClassFileImporter().importPackages("io.salessync.architecture.broken." + rule);
        assertThat(fixture).as("fixture of " + rule).isNotEmpty();
        assertThat(Rules.all().get(rule).evaluate(fixture).hasViolation())
                .as("rule '%s' lets its fixture through", rule)
                .isTrue();
    }
}
