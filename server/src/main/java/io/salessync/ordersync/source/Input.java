package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Where a load reads from. */
public sealed interface Input {
    /** What people call it. */
    String name();

    /** A file. It is looked at for what it is, whatever it is called. */
    record FileInput(Path path, String name) implements Input {}

    /** The database the mapping names. */
    record QueryInput(String name) implements Input {}

    /** Opens it for one pass. */
    static Rows open(Input input, Mapping mapping, MessageDigest digest, SourceReferences references) {
        return switch (input) {
            case FileInput file ->
                FileRows.open(file.path(), file.name(), mapping.source().files(), Shaping.needed(mapping), digest);
            case QueryInput query -> QueryRows.open(query.name(), mapping, references);
        };
    }
}
