package io.salessync.kernel.audit;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "audit", mixinStandardHelpOptions = true, description = "Check the trail of who did what.")
final class AuditCommand implements ModuleCommand {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    AuditCommand(Program program) {
        this.program = program;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Recompute the chain of hashes (of --tenant alone, or of all).",
                "Exit code 0: in order. 1: broken, with the first place. Note the place where it ends (NUMBER:HASH) outside;"
                        + " --noted checks later that the trail still goes through it."
            })
    int verify(
            @Mixin CommonOptions options,
            @Option(
                            names = "--noted",
                            paramLabel = "NUMBER:HASH",
                            description = "a place noted earlier (with --tenant)")
                    @Nullable String noted) {
        AuditPlace place = noted == null ? null : AuditPlace.parse(noted);
        Tenants tenants = program.get(Tenants.class, options.dataDir());
        AuditTrail trail = program.get(AuditTrail.class, options.dataDir());
        String slug = options.tenant();
        List<Tenant> chosen = slug == null && place == null ? tenants.all() : List.of(tenants.chosen(slug));
        boolean ok = true;
        PrintWriter out = spec.commandLine().getOut();
        for (Tenant tenant : chosen) {
            AuditVerdict verdict = trail.verify(tenant.id(), place);
            ok &= verdict.ok();
            out.println(options.json() ? json(tenant, verdict) : sentence(tenant, verdict));
        }
        out.flush();
        return ok ? 0 : 1;
    }

    private static String sentence(Tenant tenant, AuditVerdict verdict) {
        return verdict.ok()
                ? "%s: %d entries in order, ends at %s".formatted(tenant.slug(), verdict.checked(), verdict.head())
                : "%s: BROKEN at entry %d. %s %d entries before it are in order."
                        .formatted(tenant.slug(), verdict.brokenAt(), verdict.reason(), verdict.checked());
    }

    private static String json(Tenant tenant, AuditVerdict verdict) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("tenant", tenant.slug());
        answer.put("ok", verdict.ok());
        answer.put("checked", verdict.checked());
        answer.put("brokenAt", verdict.brokenAt());
        answer.put("reason", verdict.reason());
        answer.put("head", verdict.head().toString());
        return JSON.writeValueAsString(answer);
    }
}
