package io.salessync.kernel.access;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.tenancy.Tenant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "key", mixinStandardHelpOptions = true, description = "Add, list and revoke API keys.")
final class UserKeyCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private UserCommand users;

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Make an API key for a user; it is printed this once.")
    int add(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--name", required = true, paramLabel = "NAME") String name,
            @Option(
                            names = "--scopes",
                            split = ",",
                            paramLabel = "MODULE:VERB",
                            description = "such as ordersync:run,runs:read; default: all of the user's role")
                    @Nullable List<String> scopes,
            @Option(names = "--days", paramLabel = "N", description = "how long it works; default: without end")
                    @Nullable Integer days) {
        Tenant tenant = users.tenant(options);
        User user = users.named(options, tenant, email);
        Set<Permission> wanted =
                scopes == null ? EnumSet.copyOf(user.role().permissions()) : ApiKeys.permissions(scopes);
        ApiKeys.NewKey made =
                users.bean(ApiKeys.class, options).make(tenant.id(), user.id(), "system", name, wanted, days);
        users.print(
                options,
                Map.of(
                        "id",
                        made.key().id(),
                        "name",
                        made.key().name(),
                        "scopes",
                        made.key().scopes(),
                        "key",
                        made.text()),
                made.text());
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the API keys.")
    int list(@Mixin CommonOptions options) {
        List<ApiKeys.ApiKey> keys =
                users.bean(ApiKeys.class, options).all(users.tenant(options).id(), null);
        StringBuilder text =
                new StringBuilder("%-36s %-12s %-20s %-8s %s".formatted("id", "begins with", "name", "state", "user"));
        for (ApiKeys.ApiKey key : keys) {
            text.append("%n%-36s %-12s %-20s %-8s %s"
                    .formatted(
                            key.id(),
                            key.prefix(),
                            key.name(),
                            key.revokedAt() == null ? "works" : "revoked",
                            key.user().email()));
        }
        users.print(options, Map.of("items", keys), text.toString());
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revoke an API key; it ends at once.")
    int revoke(@Mixin CommonOptions options, @Parameters(paramLabel = "ID") UUID id) {
        users.bean(ApiKeys.class, options).revoke(users.tenant(options).id(), "system", id, null);
        users.print(options, Map.of("id", id, "revoked", true), "Revoked " + id + ".");
        return 0;
    }
}
