package io.salessync.ordersync;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.mapping.Source;
import io.salessync.ordersync.source.Imports;
import io.salessync.ordersync.source.LoadHistory;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.RowProblem;
import io.salessync.ordersync.source.RowProblems;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Bringing order lists in, and what became of each. */
@RestController
@RequestMapping("/api/v1/ordersync/{id}")
class OrderListController {
    private final Syncs syncs;
    private final Imports imports;
    private final Loads loads;
    private final LoadHistory history;
    private final RowProblems problems;
    private final Runs runs;
    private final Database database;
    private final Audit audit;

    OrderListController(
            Syncs syncs,
            Imports imports,
            Loads loads,
            LoadHistory history,
            RowProblems problems,
            Runs runs,
            Database database,
            Audit audit) {
        this.syncs = syncs;
        this.imports = imports;
        this.loads = loads;
        this.history = history;
        this.problems = problems;
        this.runs = runs;
        this.database = database;
        this.audit = audit;
    }

    /** @param largestFile how many bytes a file may have */
    record LoadsPage(List<LoadHistory.Load> items, @Nullable String next, long largestFile) {}

    record ProblemsPage(List<RowProblem> items, @Nullable String next) {}

    @PostMapping(value = "/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ordersync:write')")
    RunView upload(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam("file") MultipartFile file,
            @RequestParam(defaultValue = "false") boolean allowRemovals)
            throws IOException {
        Sync sync = syncs.get(actor.tenant(), id);
        String name = plainName(file.getOriginalFilename());
        Path kept = imports.keep(file.getInputStream());
        return view(
                actor,
                noted(
                        actor,
                        sync,
                        name,
                        () -> imports.kept(actor.tenant(), sync, kept, name, allowRemovals, actor.userId())));
    }

    /** What a browser calls the file, without folders and what no name holds. */
    private static String plainName(@Nullable String original) {
        String name =
                original == null ? "" : original.replaceAll("[\\p{Cntrl}]", "").replaceAll(".*[/\\\\]", "");
        String plain = name.isBlank() ? "upload" : name.strip();
        return plain.length() > 120 ? plain.substring(0, 120) : plain;
    }

    @PostMapping("/pull")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ordersync:write')")
    RunView pull(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "false") boolean allowRemovals) {
        Sync sync = syncs.get(actor.tenant(), id);
        if (sync.mapping().source().kind() != Source.Kind.JDBC) {
            throw Problem.of(
                    OrderSyncProblem.WRONG_SOURCE_KIND,
                    "The mapping names no query to pull from. Upload a file; watched folders are looked into by themselves.");
        }
        return view(
                actor,
                noted(
                        actor,
                        sync,
                        "its query",
                        () -> imports.query(actor.tenant(), sync, allowRemovals, actor.userId())));
    }

    @GetMapping("/loads")
    @PreAuthorize("hasAuthority('ordersync:read')")
    LoadsPage loads(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "50") int limit) {
        Sync sync = syncs.get(actor.tenant(), id);
        int most = Math.clamp(limit, 1, 200);
        int from = Math.max(0, after);
        List<LoadHistory.Load> items = history.of(actor.tenant(), sync.id(), from, most);
        return new LoadsPage(items, items.size() < most ? null : Integer.toString(from + most), loads.largestFile());
    }

    @GetMapping("/loads/{loadId}/problems")
    @PreAuthorize("hasAuthority('ordersync:read')")
    ProblemsPage problems(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @PathVariable UUID loadId,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit) {
        Sync sync = syncs.get(actor.tenant(), id);
        if (!history.has(actor.tenant(), sync.id(), loadId)) {
            throw Problem.of(OrderSyncProblem.UNKNOWN_LOAD, "There is no load " + loadId + " of this sync.");
        }
        int most = Math.clamp(limit, 1, 1_000);
        List<RowProblem> items = problems.of(actor.tenant(), loadId, after, most);
        return new ProblemsPage(
                items,
                items.size() < most ? null : Long.toString(items.getLast().position()));
    }

    private RunId noted(Actor actor, Sync sync, String source, Supplier<RunId> asked) {
        return database.inTenant(actor.tenant(), sql -> {
            RunId run = asked.get();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "ordersync.import",
                    sync.id().toString(),
                    Map.of("source", source, "run", run.toString()));
            return run;
        });
    }

    private RunView view(Actor actor, RunId run) {
        return RunView.of(runs.find(actor.tenant(), run).orElseThrow());
    }
}
