package io.salessync.kernel.access;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        description = "Add and list tenants: organisations apart from each other.")
final class TenantCommand implements ModuleCommand {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    TenantCommand(Program program) {
        this.program = program;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Add a tenant; add its first user with `user add --tenant SLUG`.")
    int add(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "SLUG", description = "lower-case letters, digits and dashes") String slug,
            @Option(names = "--name", paramLabel = "NAME", description = "default: the slug") @Nullable String name) {
        Tenant tenant = program.get(Tenants.class, options.dataDir()).create(slug, name == null ? slug : name);
        Audit audit = program.get(Audit.class, options.dataDir());
        program.get(Database.class, options.dataDir())
                .runInTenant(
                        tenant.id(),
                        sql -> audit.record(sql, tenant.id(), "system", "access.tenant-added", slug, Map.of()));
        print(options, json(tenant), "Added " + slug + ".");
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the tenants.")
    int list(@Mixin CommonOptions options) {
        List<Tenant> tenants = program.get(Tenants.class, options.dataDir()).all();
        StringBuilder text = new StringBuilder("%-30s %s".formatted("slug", "name"));
        tenants.forEach(tenant -> text.append("%n%-30s %s".formatted(tenant.slug(), tenant.name())));
        print(options, Map.of("items", tenants.stream().map(TenantCommand::json).toList()), text.toString());
        return 0;
    }

    private void print(CommonOptions options, Object json, String text) {
        var out = spec.commandLine().getOut();
        out.println(options.json() ? JSON.writeValueAsString(json) : text);
        out.flush();
    }

    private static Map<String, Object> json(Tenant tenant) {
        return Map.of("id", tenant.id().value(), "slug", tenant.slug(), "name", tenant.name());
    }
}
