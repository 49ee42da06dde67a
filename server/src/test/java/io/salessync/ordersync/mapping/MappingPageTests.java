package io.salessync.ordersync.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MappingPageTests {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void explainsEveryKeyAMappingMayHold() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/ordersync/mapping.md"));

        assertThat(Keys.OF.values().stream().flatMap(java.util.List::stream).distinct())
                .allSatisfy(key -> assertThat(page).containsPattern("[`\\[.]" + key + "[`\\]]"));
        assertThat(ColumnType.values())
                .filteredOn(type -> type != ColumnType.NAME)
                .allSatisfy(type -> assertThat(page).contains("`" + type.name().toLowerCase(Locale.ROOT) + "`"));
    }

    @Test
    void shipsExamplesThatAreInOrder() throws IOException {
        for (String example : new String[] {"greyson", "retail"}) {
            String toml = Files.readString(ROOT.resolve("examples/" + example + "/order-sync.toml"));
            assertThat(MappingReader.read(toml).problems()).isEmpty();
        }
    }
}
