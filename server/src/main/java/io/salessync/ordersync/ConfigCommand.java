package io.salessync.ordersync;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import io.salessync.ordersync.source.Sync;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "config", mixinStandardHelpOptions = true, description = "Look at mapping files.")
final class ConfigCommand {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Read a mapping file and tell every mistake with its line; needs neither board nor database.")
    int check(
            @Option(names = "--config", required = true, paramLabel = "TOML", description = "the mapping file")
                    Path config,
            @Option(names = "--env", paramLabel = "ENV", description = "an environment it has to have") @Nullable String environment,
            @Option(names = "--json", description = "answer in JSON, for scripts") boolean json) {
        MappingReader.Reading reading = MappingReader.read(ConfigOptions.text(config));
        Mapping mapping = reading.mapping();
        if (mapping != null && environment != null) {
            var _ = Sync.environmentOf(mapping, environment);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", mapping != null);
            answer.put("problems", reading.problems());
            answer.put(
                    "environments",
                    mapping == null ? List.of() : mapping.environments().keySet());
            out.println(JSON.writeValueAsString(answer));
        } else if (mapping == null) {
            reading.problems().forEach(problem -> out.println(config + ": " + problem));
        } else {
            out.println("%s is in order: %d item columns, %d line columns, environments %s"
                    .formatted(
                            config,
                            mapping.items().columns().size(),
                            mapping.lines() == null
                                    ? 0
                                    : mapping.lines().columns().size(),
                            String.join(", ", mapping.environments().keySet())));
        }
        out.flush();
        return mapping == null ? 2 : 0;
    }
}
