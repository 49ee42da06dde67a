package io.salessync.ordersync;

import io.salessync.connectors.PrivateAddresses;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingProblem;
import io.salessync.ordersync.mapping.MappingReader;
import io.salessync.ordersync.source.ConfigVersions;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Making syncs and changing their mappings. */
@RestController
@RequestMapping("/api/v1/ordersync")
class ConfigController {
    private final Syncs syncs;
    private final ConfigVersions versions;
    private final OrderSync orderSync;
    private final PrivateAddresses addresses;
    private final Database database;
    private final Audit audit;

    ConfigController(
            Syncs syncs,
            ConfigVersions versions,
            OrderSync orderSync,
            PrivateAddresses addresses,
            Database database,
            Audit audit) {
        this.syncs = syncs;
        this.versions = versions;
        this.orderSync = orderSync;
        this.addresses = addresses;
        this.database = database;
        this.audit = audit;
    }

    record NewSync(
            @Schema(
                    example =
                            "name = \"orders\"\n[source]\n…\n[dev]\nboards = \"9200000001\"\ntoken = \"connection:Board\"")
            @NotBlank String config,

            @Schema(example = "dev") @NotBlank String environment) {}

    record NewConfig(
            @Schema(
                    example =
                            "name = \"orders\"\n[source]\n…\n[dev]\nboards = \"9200000001\"\ntoken = \"connection:Board\"")
            @NotBlank String config) {}

    record Draft(
            @Schema(
                    example =
                            "name = \"orders\"\n[source]\n…\n[dev]\nboards = \"9200000001\"\ntoken = \"connection:Board\"")
            @NotNull String config,

            @Schema(example = "dev") @Nullable String environment) {}

    record Validated(
            List<MappingProblem> problems, @Nullable MappingView mapping) {}

    record ConfigAnswer(
            String config,
            int version,
            Instant savedAt,
            @Nullable UUID savedBy,
            List<String> environments,
            @Nullable MappingView mapping) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('ordersync:write')")
    SyncsController.SyncItem create(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewSync wanted) {
        Mapping mapping = MappingReader.read(wanted.config()).orThrow();
        Mapping before = syncs.find(actor.tenant(), mapping.name(), wanted.environment())
                .map(sync -> MappingReader.read(sync.config()).mapping())
                .orElse(null);
        OperatorKeys.check(mapping, before, addresses::allows);
        Sync sync = saved(actor, wanted.config(), wanted.environment());
        return SyncsController.item(SyncsController.summary(orderSync, actor.tenant(), sync.id()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('ordersync:write')")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        Sync sync = syncs.get(actor.tenant(), id);
        database.runInTenant(actor.tenant(), sql -> {
            syncs.delete(actor.tenant(), id);
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "ordersync.deleted",
                    id.toString(),
                    Map.of("name", sync.name(), "environment", sync.environment()));
        });
    }

    @GetMapping("/{id}/config")
    @PreAuthorize("hasAuthority('ordersync:read')")
    ConfigAnswer config(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return answer(actor, syncs.get(actor.tenant(), id));
    }

    @PutMapping("/{id}/config")
    @PreAuthorize("hasAuthority('ordersync:write')")
    ConfigAnswer save(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody NewConfig wanted) {
        Sync sync = syncs.get(actor.tenant(), id);
        Mapping mapping = MappingReader.read(wanted.config()).orThrow();
        if (!mapping.name().equals(sync.name())) {
            throw Problem.of(
                    OrderSyncProblem.MAPPING_INVALID,
                    "The mapping is named '%s', this sync is '%s'; a sync keeps its name."
                            .formatted(mapping.name(), sync.name()));
        }
        OperatorKeys.check(mapping, MappingReader.read(sync.config()).mapping(), addresses::allows);
        return answer(actor, saved(actor, wanted.config(), sync.environment()));
    }

    private Sync saved(Actor actor, String config, String environment) {
        return database.inTenant(actor.tenant(), sql -> {
            Sync sync = syncs.save(actor.tenant(), config, environment, null, actor.userId());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "ordersync.mapping",
                    sync.id().toString(),
                    Map.of("name", sync.name(), "environment", sync.environment()));
            return sync;
        });
    }

    @PostMapping("/config/validate")
    @PreAuthorize("hasAuthority('ordersync:read')")
    Validated validate(@RequestBody Draft draft) {
        MappingReader.Reading reading = MappingReader.read(draft.config());
        Mapping mapping = reading.mapping();
        List<MappingProblem> problems = new ArrayList<>(reading.problems());
        String environment = draft.environment();
        if (mapping != null && environment != null && mapping.environment(environment) == null) {
            problems.add(new MappingProblem(
                    0,
                    null,
                    environment,
                    "is not an environment of this mapping",
                    "it has " + String.join(", ", mapping.environments().keySet())));
        }
        return new Validated(problems, mapping == null ? null : MappingView.of(mapping));
    }

    private ConfigAnswer answer(Actor actor, Sync sync) {
        Mapping mapping = MappingReader.read(sync.config()).mapping();
        ConfigVersions.Version version = versions.latest(actor.tenant(), sync.id());
        return new ConfigAnswer(
                sync.config(),
                version.number(),
                version.savedAt(),
                version.savedBy(),
                mapping == null ? List.of() : List.copyOf(mapping.environments().keySet()),
                mapping == null ? null : MappingView.of(mapping));
    }
}
