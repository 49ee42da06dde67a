package io.salessync.pulls;

import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.DescribeDocument;
import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenants;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "soql",
        mixinStandardHelpOptions = true,
        description = {
            "Print the query that conditions of the query builder become, without sending it.",
            "Without --connection and --describe the standard fields of Contact, Lead, Account, Opportunity and Case"
                    + " are known.",
            "Exit code 0: printed. 2: something is wrong with the conditions; each is told with its place."
        })
final class SoqlCommand implements ModuleCommand, Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Program program;

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Option(names = "--object", paramLabel = "NAME", description = "the object, such as Contact")
    private @Nullable String object;

    @Option(
            names = "--filter",
            paramLabel = "JSON",
            description =
                    "the conditions, such as {\"field\":\"Email\",\"op\":\"isNotEmpty\"}, a whole query, or @FILE")
    private @Nullable String filter;

    @Option(names = "--fields", paramLabel = "NAMES", split = ",", description = "the fields, with commas between")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--order",
            paramLabel = "FIELDS",
            split = ",",
            description = "what to sort by, such as \"LastActivityDate desc,Name\"")
    private List<String> order = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "the first N rows only")
    private @Nullable Integer limit;

    @Option(names = "--connection", paramLabel = "NAME", description = "take the objects and fields of this connection")
    private @Nullable String connection;

    @Option(
            names = "--describe",
            paramLabel = "FILE",
            description = "take the object's fields from this file, in the form Salesforce describes objects")
    private @Nullable Path describe;

    @Option(names = "--count", description = "print the query that counts the rows")
    private boolean count;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    SoqlCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        ObjectNode query = query();
        if (query.path("object").asString("").isBlank()) {
            throw new ParameterException(spec.commandLine(), "Name the object with --object, such as --object Contact");
        }
        Compiled compiled = compiled(query);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String soql = !compiled.isUsable() ? "" : count ? compiled.count(null).soql() : compiled.soql();
        if (options.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("soql", compiled.isUsable() ? soql : null);
            answer.put("problems", compiled.findings());
            out.println(JSON.writeValueAsString(answer));
        } else {
            compiled.findings()
                    .forEach(finding -> err.println((finding.wrong() ? "Problem" : "Note")
                            + (finding.place().isEmpty() ? "" : " at " + finding.place()) + ": " + finding.message()));
            if (compiled.isUsable()) {
                out.println(soql);
            }
        }
        out.flush();
        err.flush();
        return compiled.isUsable() ? 0 : 2;
    }

    private ObjectNode query() {
        ObjectNode query = JSON.createObjectNode();
        JsonNode given = given();
        if (given.isObject() && (given.has("where") || given.has("object"))) {
            query = (ObjectNode) given;
        } else if (!given.isMissingNode()) {
            query.set("where", given);
        }
        if (object != null) {
            query.put("object", object);
        }
        if (!fields.isEmpty()) {
            ArrayNode names = query.putArray("fields");
            fields.forEach(field -> names.add(field.strip()));
        }
        if (!order.isEmpty()) {
            query.set("order", Orders.of(order));
        }
        if (limit != null) {
            query.put("limit", limit);
        }
        return query;
    }

    private JsonNode given() {
        if (filter == null) {
            return tools.jackson.databind.node.MissingNode.getInstance();
        }
        try {
            String text = filter.startsWith("@") ? Files.readString(Path.of(filter.substring(1))) : filter;
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw Problem.of(
                    PullsProblem.WRONG_QUERY,
                    "The filter is no JSON: " + e.getOriginalMessage()
                            + ". Put it in single quotes, or in a file named after @.");
        } catch (IOException e) {
            throw Problem.of(
                    PullsProblem.WRONG_QUERY, "The file %s cannot be read.".formatted(Shown.of(filter.substring(1))));
        }
    }

    private Compiled compiled(ObjectNode query) {
        if (connection != null) {
            Crms crms = program.get(Crms.class, options.dataDir());
            Tenants tenants = program.get(Tenants.class, options.dataDir());
            return crms.compile(crms.of(tenants.chosen(options.tenant()).id(), connection), query, null);
        }
        return Compiling.of(query, descriptions(), InstantSource.system().instant());
    }

    private Function<String, Optional<CrmDescription>> descriptions() {
        if (describe == null) {
            return StandardObjects::find;
        }
        try {
            CrmDescription told = DescribeDocument.read(JSON.readTree(Files.readString(describe)));
            return name -> told.name().equalsIgnoreCase(name) ? Optional.of(told) : StandardObjects.find(name);
        } catch (IOException | JacksonException e) {
            throw Problem.of(
                    PullsProblem.WRONG_QUERY,
                    "The description %s cannot be read.".formatted(Shown.of(describe.toString())));
        }
    }
}
