package io.salessync.flows.graph;

import io.salessync.flows.FlowsProblem;
import io.salessync.kernel.problems.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a check of a definition found.
 *
 * @param shapes the records on each output, by node and port, as far as they are known
 * @param inputs the records that come to each node
 */
public record Checked(
        List<Finding> findings, Map<String, Map<String, RecordShape>> shapes, Map<String, RecordShape> inputs) {
    public Checked {
        findings = List.copyOf(findings);
        shapes = Map.copyOf(shapes);
        inputs = Map.copyOf(inputs);
    }

    public List<Finding> problems() {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.PROBLEM)
                .toList();
    }

    /** The records that come to a node. */
    public RecordShape into(String node) {
        return inputs.getOrDefault(node, RecordShape.UNKNOWN);
    }

    /** @throws Problem naming what is wrong, when there is a problem */
    public void orThrow() {
        List<Finding> problems = problems();
        if (!problems.isEmpty()) {
            String first = problems.stream().limit(3).map(Finding::toString).collect(Collectors.joining("; "));
            throw Problem.of(
                            FlowsProblem.NOT_PUBLISHABLE,
                            first + (problems.size() > 3 ? "; and %d more".formatted(problems.size() - 3) : "") + ".")
                    .with("findings", findings);
        }
    }
}
