package io.salessync.kernel.access;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

/** Users from the command line; whoever may run it on this data folder or database is above the roles. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = "Add, list, unlock and disable users, and look after their API keys.",
        subcommands = UserKeyCommand.class)
final class UserCommand implements ModuleCommand {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    UserCommand(Program program) {
        this.program = program;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Add a user. Without --password-stdin a password is made and printed, this once.")
    int add(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--name", paramLabel = "NAME", description = "default: the address") @Nullable String name,
            @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}") Role role,
            @Option(names = "--password-stdin", description = "read the password from the first line of the input")
                    boolean passwordStdin) {
        Tenant tenant = tenant(options);
        String made = passwordStdin ? null : Token.fresh("").text().substring(0, 20);
        String password = made == null ? firstLine() : made;
        User user = bean(Accounts.class, options)
                .createUser(tenant.id(), email, name == null ? email : name, role, password);
        Map<String, @Nullable Object> answer = row(user);
        if (made != null) {
            answer.put("password", made);
        }
        String sentence = "Added %s as %s to %s.".formatted(user.email(), role, tenant.slug());
        print(options, answer, made == null ? sentence : sentence + "\nPassword: " + made);
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the users.")
    int list(@Mixin CommonOptions options) {
        List<User> users = bean(Accounts.class, options).all(tenant(options).id());
        StringBuilder text = new StringBuilder("%-40s %-8s %-9s %s".formatted("e-mail", "role", "state", "name"));
        for (User user : users) {
            String state = user.disabled() ? "disabled" : user.lockedUntil() == null ? "active" : "locked";
            text.append("%n%-40s %-8s %-9s %s".formatted(user.email(), user.role(), state, user.name()));
        }
        print(options, Map.of("items", users.stream().map(UserCommand::row).toList()), text.toString());
        return 0;
    }

    @Command(
            name = "unlock",
            mixinStandardHelpOptions = true,
            description = "Let a user try again after too many wrong passwords.")
    int unlock(@Mixin CommonOptions options, @Parameters(paramLabel = "EMAIL") String email) {
        return change(options, email, UserChange.UNLOCK, "may try again");
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Shut a user out; sessions and keys end at once.")
    int disable(@Mixin CommonOptions options, @Parameters(paramLabel = "EMAIL") String email) {
        return change(options, email, UserChange.DISABLE, "is disabled");
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Let a disabled user in again.")
    int enable(@Mixin CommonOptions options, @Parameters(paramLabel = "EMAIL") String email) {
        return change(options, email, UserChange.ENABLE, "may sign in again");
    }

    @Command(
            name = "password",
            mixinStandardHelpOptions = true,
            description = "Set a password, read from the first line of the input.")
    int password(@Mixin CommonOptions options, @Parameters(paramLabel = "EMAIL") String email) {
        return change(options, email, new UserChange(null, null, null, firstLine(), true), "has a new password");
    }

    private int change(CommonOptions options, String email, UserChange change, String whatHappened) {
        Tenant tenant = tenant(options);
        Accounts accounts = bean(Accounts.class, options);
        User user = accounts.change(tenant.id(), named(options, tenant, email).id(), change);
        print(options, row(user), user.email() + " " + whatHappened + ".");
        return 0;
    }

    User named(CommonOptions options, Tenant tenant, String email) {
        return bean(Accounts.class, options)
                .named(tenant.id(), email)
                .orElseThrow(() -> Problem.of(
                        AccessProblem.UNKNOWN_USER,
                        "There is no user %s in %s; `user list` shows them.".formatted(email, tenant.slug())));
    }

    Tenant tenant(CommonOptions options) {
        return bean(Tenants.class, options).chosen(options.tenant());
    }

    <T> T bean(Class<T> type, CommonOptions options) {
        return program.get(type, options.dataDir());
    }

    void print(CommonOptions options, Object json, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(options.json() ? JSON.writeValueAsString(json) : text);
        out.flush();
    }

    private static Map<String, @Nullable Object> row(User user) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", user.id());
        row.put("email", user.email());
        row.put("name", user.name());
        row.put("role", user.role());
        row.put("disabled", user.disabled());
        row.put("lockedUntil", user.lockedUntil());
        row.put("createdAt", user.createdAt());
        row.put("lastSignInAt", user.lastSignInAt());
        return row;
    }

    private static String firstLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
