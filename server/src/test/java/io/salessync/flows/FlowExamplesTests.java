package io.salessync.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.Finding;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The flows that are shipped as examples are in order, and so are those in the docs. */
@ProgramTest
class FlowExamplesTests {
    private static final Path EXAMPLES = Path.of("../examples/flows");

    @Autowired
    private Flows flows;

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theExamplesCanBePublishedAsTheyAre() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(3);
        for (Path example : examples()) {
            FlowDefinition flow = Definitions.yaml(Files.readString(example)).orThrow();
            List<Finding> problems = flows.check(flow).problems();

            assertThat(flow.name() + ".yaml").isEqualTo(example.getFileName().toString());
            if (flows.nodeTypes().stream().anyMatch(card -> card.type().equals("csv.read"))) {
                assertThat(problems).as(example.toString()).isEmpty();
            } else {
                assertThat(problems)
                        .as(example.toString())
                        .allSatisfy(problem -> assertThat(problem.field()).isEqualTo("type"));
            }
        }
    }

    @Test
    void theFlowInTheDocsCanBeRead() throws IOException {
        String page = Files.readString(Path.of("../docs/flows/designing.md"));
        String yaml =
                page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n", page.indexOf("```yaml\n") + 8));

        assertThat(Definitions.yaml(yaml).orThrow().edges()).hasSize(2);
    }
}
