package io.salessync.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.problems.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The registry of error codes in the docs is the one in the program. */
class ErrorCodesTests {
    private static final Path PAGE = Path.of("../docs/error-codes.md");
    private static final String HEAD = """
            # Error codes

            Every refusal has a code that stays: scripts act on it, people read the sentence beside it. Over HTTP it is the `code` of
            an RFC 9457 document (`application/problem+json`, see [security](security.md#errors)), at the command line the last line
            of the message. A code that is retired is never used for something else.

            Written from the program; `./mvnw -pl server test -Dtest=ErrorCodesTests -Dupdate=true` writes it anew.

            | code | means | HTTP | exit code |
            | --- | --- | --- | --- |
            """;

    @Test
    void theDocsListEveryCode() throws Exception {
        String page = HEAD
                + codes().stream()
                        .map(code -> "| `%s` | %s | %d | %d |\n"
                                .formatted(
                                        code.code(),
                                        code.title(),
                                        code.kind().status(),
                                        code.kind().exitCode()))
                        .collect(Collectors.joining());
        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("write it anew with -Dupdate=true").exists();
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dupdate=true")
                .isEqualTo(page);
    }

    @Test
    void everyCodeIsOneOfItsModulesAndThereOnce() throws Exception {
        List<String> codes = codes().stream().map(ErrorCode::code).toList();
        assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z]+(\\.[a-z0-9]+(-[a-z0-9]+)*)+"));
        assertThat(codes).contains("access.sign-in-refused", "http.not-found");
    }

    private static List<ErrorCode> codes() throws Exception {
        Path program = Path.of(ErrorCode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<ErrorCode> codes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(program)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".class")).toList()) {
                String name =
                        program.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                // only loaded: looking into what they do takes half a minute
                Class<?> type = Class.forName(name, false, ErrorCode.class.getClassLoader());
                if (type.isEnum() && ErrorCode.class.isAssignableFrom(type)) {
                    codes.addAll(List.of((ErrorCode[]) type.getEnumConstants()));
                }
            }
        }
        codes.sort(Comparator.comparing(ErrorCode::code));
        return codes;
    }
}
