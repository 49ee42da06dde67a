package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks up what a mapping only refers to: {@code env:NAME}, {@code file:PATH}; other text stands for itself. */
@Component
final class SourceReferences {
    @Nullable String value(@Nullable String reference, String key) {
        if (reference == null) {
            return null;
        }
        if (reference.startsWith("env:")) {
            String name = reference.substring(4);
            String value = System.getenv(name);
            if (value == null) {
                throw Problem.of(
                        OrderSyncProblem.SOURCE_REFUSED,
                        "'%s' under [source] refers to the environment variable %s, which is not set."
                                .formatted(key, name));
            }
            return value;
        }
        if (reference.startsWith("file:")) {
            Path path = Path.of(reference.substring(5));
            try {
                return Files.readString(path).strip();
            } catch (IOException e) {
                throw Problem.of(
                        OrderSyncProblem.SOURCE_REFUSED,
                        "'%s' under [source] refers to the file %s, which cannot be read: %s."
                                .formatted(key, path, e.getMessage()),
                        e);
            }
        }
        return reference;
    }
}
