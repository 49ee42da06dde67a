package io.salessync.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

class ModularityTests {
    /** Without what is generated of the tables: there are hundreds of them, and the rule "tables" says who may use it. */
    private static final ImportOption WRITTEN =
            place -> ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(place) && !place.contains("/jooq/");

    private static final ApplicationModules MODULES = ApplicationModules.of("io.salessync", WRITTEN);
    private static final Path PAGES = Path.of("..", "docs", "generated", "modules");

    @Test
    void modulesKeepToTheirCards() {
        MODULES.verify();
    }

    /** Run with {@code -Dupdate=true} to write the diagrams anew. */
    @Test
    void theDiagramsInTheDocsShowTheModulesAsTheyAre() throws IOException {
        Path fresh = Path.of("target", "module-diagrams");
        new Documenter(MODULES, Documenter.Options.defaults().withOutputFolder(fresh.toString()))
                .writeModulesAsPlantUml()
                .writeModuleCanvases();
        if (Boolean.getBoolean("update")) {
            Files.createDirectories(PAGES);
            for (String page : pages(fresh).keySet()) {
                Files.copy(fresh.resolve(page), PAGES.resolve(page), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(pages(PAGES)).as("write them anew with -Dupdate=true").isEqualTo(pages(fresh));
    }

    private static Map<String, List<String>> pages(Path folder) throws IOException {
        Map<String, List<String>> pages = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    // the order of relations, and of the entries of a cell, differs from run to run
                    pages.put(
                            file.getFileName().toString(),
                            Files.readString(file)
                                    .lines()
                                    .map(line -> line.replaceFirst("^\\|", ""))
                                    .sorted()
                                    .toList());
                }
            }
        }
        return pages;
    }
}
