package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the rows of a list as an import copies them to the database, for those who run its SQL by hand. */
public final class StagedRows {
    private StagedRows() {}

    /** @return how many rows the list has */
    public static long write(Mapping mapping, Path list, Path target) {
        try (OutputStream out = Files.newOutputStream(target);
                Rows rows = Input.open(
                        new Input.FileInput(list, String.valueOf(list.getFileName())),
                        mapping,
                        Loading.sha256(),
                        new SourceReferences())) {
            Stage stage = new Stage(Layout.of(mapping), block -> append(out, block));
            Shaping shaping = mapping.source().shape() == Source.Shape.LONG
                    ? new LongShaping(mapping, rows, list.toString(), stage)
                    : new WideShaping(mapping, rows, list.toString(), stage);
            shaping.run(count -> {});
            return shaping.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(OutputStream out, byte[] block) {
        try {
            out.write(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
