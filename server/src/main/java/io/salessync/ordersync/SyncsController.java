package io.salessync.ordersync;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Summaries;
import io.salessync.ordersync.mapping.Environment;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The syncs of a tenant and where they stand. */
@RestController
@RequestMapping("/api/v1/ordersync")
class SyncsController {
    private final OrderSync orderSync;

    SyncsController(OrderSync orderSync) {
        this.orderSync = orderSync;
    }

    record BoardName(String id) {}

    record SyncItem(
            UUID id,
            String name,
            String environment,
            String title,
            List<BoardName> boards,
            Map<String, Long> counts,
            long orders,
            long lines,
            Summaries.@Nullable LastLoad lastLoad,
            @Nullable RunView lastRun) {}

    record SyncItems(List<SyncItem> items) {}

    @GetMapping
    @PreAuthorize("hasAuthority('ordersync:read')")
    SyncItems all(@AuthenticationPrincipal Actor actor) {
        return new SyncItems(orderSync.all(actor.tenant()).stream()
                .map(SyncsController::item)
                .toList());
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('ordersync:read')")
    SyncItem one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return item(summary(orderSync, actor.tenant(), id));
    }

    static Summaries.Summary summary(OrderSync orderSync, TenantId tenant, UUID id) {
        return orderSync
                .one(tenant, id)
                .orElseThrow(() -> Problem.of(OrderSyncProblem.UNKNOWN_SYNC, "There is no order sync " + id + "."));
    }

    static SyncItem item(Summaries.Summary summary) {
        return new SyncItem(
                summary.id(),
                summary.name(),
                summary.environment(),
                summary.title(),
                boards(summary),
                summary.counts(),
                summary.records(),
                summary.lineRecords(),
                summary.lastLoad(),
                summary.lastRun() == null ? null : RunView.of(summary.lastRun()));
    }

    private static List<BoardName> boards(Summaries.Summary summary) {
        Mapping mapping = MappingReader.read(summary.config()).mapping();
        Environment environment = mapping == null ? null : mapping.environment(summary.environment());
        return environment == null
                ? List.of()
                : environment.boards().stream().map(BoardName::new).toList();
    }
}
