package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import io.salessync.ordersync.source.DeltaSql.Step;
import java.util.List;

/** The SQL of an import as one psql script, for people who want to read or run it themselves. */
public final class DeltaScript {
    private DeltaScript() {}

    /** The query that brings the rows, for the table as it is there now; empty where the rows come from files. */
    public static String query(Mapping mapping) {
        return mapping.source().kind() == Source.Kind.JDBC ? QueryRows.statement(mapping, new SourceReferences()) : "";
    }

    /** @return a script that wants the psql variables {@code tenant}, {@code sync}, {@code load} and {@code now}, and the rows on its standard input */
    public static String of(Mapping mapping, String environment) {
        DeltaSql sql = new DeltaSql(mapping);
        Layout layout = Layout.of(mapping);
        StringBuilder script = new StringBuilder();
        script.append("-- Import of '%s' (%s): the statements the program runs, in one transaction.\n"
                .formatted(mapping.name(), environment));
        comment(script, "h", layout.items());
        comment(script, "l", layout.lines());
        script.append(
                "-- psql -v tenant=UUID -v sync=UUID -v load=UUID -v now=TIME -f this-script < rows-in-COPY's-text-format\n");
        script.append(
                "\\set ON_ERROR_STOP on\n\\set seed '%s'\n\n".formatted(Loading.seed(mapping.name(), environment)));
        script.append("BEGIN;\nSELECT set_config('salessync.tenant_id', :'tenant', true);\n");
        Loading.SETTINGS.forEach(setting -> script.append(setting).append(";\n"));
        add(script, List.of(sql.createStage()));
        script.append("\n-- the rows\n\\copy stage FROM pstdin\n");
        add(script, sql.compare());
        script.append("\n-- the program looks here whether too much would go (max_removals) before it goes on\n");
        script.append("SELECT kind, count(*) FROM order_changes GROUP BY kind;\n");
        add(script, sql.apply());
        script.append("COMMIT;\n");
        return script.toString();
    }

    private static void comment(StringBuilder script, String prefix, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            script.append(
                    "--   %s%d: %s\n".formatted(prefix, i + 1, names.get(i).replace('\n', ' ')));
        }
    }

    private static void add(StringBuilder script, List<Step> steps) {
        for (Step step : steps) {
            script.append("\n-- ")
                    .append(step.purpose())
                    .append('\n')
                    .append(step.sql())
                    .append(";\n");
        }
    }
}
