package io.salessync.kernel.secrets;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "secrets", mixinStandardHelpOptions = true, description = "Look after the stored tokens and passwords.")
final class SecretsCommand implements ModuleCommand {
    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    SecretsCommand(Program program) {
        this.program = program;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Make new keys and encrypt every stored secret with them (of --tenant alone, or of all).")
    int rotate(@Mixin CommonOptions options) {
        Tenants tenants = program.get(Tenants.class, options.dataDir());
        EncryptedSecrets secrets = program.get(EncryptedSecrets.class, options.dataDir());
        String slug = options.tenant();
        List<Tenant> chosen = slug == null ? tenants.all() : List.of(tenants.chosen(slug));
        var out = spec.commandLine().getOut();
        for (Tenant tenant : chosen) {
            int count = secrets.rotate(tenant.id());
            out.println(
                    options.json()
                            ? "{\"tenant\":\"%s\",\"encryptedAnew\":%d}".formatted(tenant.slug(), count)
                            : "%s: %d encrypted with a new key".formatted(tenant.slug(), count));
        }
        out.flush();
        return 0;
    }
}
