package io.salessync.ordersync.mapping;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has to fit together between the parts of a mapping. */
final class MappingRules {
    private MappingRules() {}

    static void check(Mapping mapping, List<MappingProblem> findings) {
        Target lines = mapping.lines();
        checkIds("items", mapping.items(), findings);
        if (lines != null) {
            checkIds("lines", lines, findings);
        }
        boolean sizes = mapping.source().sizes() != null;
        boolean keyed = mapping.source().lines() != null;
        if ((sizes || keyed) && lines == null) {
            add(
                    findings,
                    "lines",
                    "is missing: [source." + (sizes ? "sizes" : "lines") + "] makes lines of each order");
        }
        if (lines != null && !sizes && !keyed) {
            add(findings, "lines", "is of no use: neither [source.sizes] nor [source.lines] makes lines");
        }
        Set<String> ofItems = new HashSet<>(mapping.itemCells());
        ofItems.retainAll(Keys.MADE);
        if (sizes && !ofItems.isEmpty()) {
            add(findings, "items", "cannot use {" + ofItems.iterator().next() + "}: it is of the lines");
        }
        Mapping.Status status = mapping.status();
        if (status != null
                && mapping.items().columns().stream()
                        .anyMatch(column -> column.id().equals(status.column()))) {
            add(findings, "status.column", "'" + status.column() + "' is also mapped under [items]");
        }
        checkTypes(mapping, findings);
    }

    private static void checkIds(String part, Target target, List<MappingProblem> findings) {
        Map<String, Integer> seen = new HashMap<>();
        seen.put(target.uuidColumn(), 0);
        for (MappedColumn column : target.columns()) {
            Integer first = seen.putIfAbsent(column.id(), column.line());
            if (first != null) {
                findings.add(new MappingProblem(
                        column.line(),
                        null,
                        part + ".column.id",
                        "'" + column.id() + "' is mapped twice",
                        first == 0 ? "it holds the record uuid" : "the first time in line " + first));
            }
        }
    }

    private static void checkTypes(Mapping mapping, List<MappingProblem> findings) {
        Map<String, Source.CellType> seen = new HashMap<>(mapping.source().types());
        CellTypes.derived(mapping).forEach(use -> {
            Source.CellType before = seen.putIfAbsent(use.cell(), use.type());
            if (before != null
                    && before != use.type()
                    && !mapping.source().types().containsKey(use.cell())) {
                findings.add(new MappingProblem(
                        use.column().line(),
                        null,
                        "column.from",
                        "'" + use.cell() + "' is read as a " + use.type() + " here and as a " + before + " elsewhere",
                        "say which under [source.types]"));
            }
        });
    }

    private static void add(List<MappingProblem> findings, String key, String message) {
        findings.add(new MappingProblem(0, null, key, message, null));
    }
}
