package io.salessync.ordersync;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.board.RowExport;
import io.salessync.ordersync.board.RowKind;
import io.salessync.ordersync.board.RowList;
import io.salessync.ordersync.board.RowList.Filter;
import io.salessync.ordersync.board.RowList.RowView;
import io.salessync.ordersync.board.RunResults;
import io.salessync.ordersync.board.Why;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rows of one sync: pages, why one waits, an export, and the same by group. */
@RestController
@RequestMapping("/api/v1/ordersync/{id}")
class RowsController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAXIMUM_LIMIT = 500;

    private final RowList rows;
    private final RowExport export;
    private final Why why;
    private final RunResults results;

    RowsController(RowList rows, RowExport export, Why why, RunResults results) {
        this.rows = rows;
        this.export = export;
        this.why = why;
        this.results = results;
    }

    record RowsPage(List<RowView> items, @Nullable String next) {}

    record GroupItems(List<RunResults.GroupRows> items) {}

    @GetMapping("/rows")
    @PreAuthorize("hasAuthority('ordersync:read')")
    RowsPage page(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "orders") String kind,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int count = Math.clamp(limit == null ? DEFAULT_LIMIT : limit, 1, MAXIMUM_LIMIT);
        List<RowView> page = rows.page(actor.tenant(), id, kind(kind), filter(state, action, group, q), after, count);
        return new RowsPage(
                page, page.size() < count ? null : String.valueOf(page.getLast().deltaId()));
    }

    @GetMapping("/rows/{kind}/{deltaId}/why")
    @PreAuthorize("hasAuthority('ordersync:read')")
    Why.Answer why(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @PathVariable String kind,
            @PathVariable long deltaId) {
        return why.why(actor.tenant(), id, kind(kind), deltaId);
    }

    @GetMapping("/rows.csv")
    @PreAuthorize("hasAuthority('ordersync:read')")
    void csv(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "orders") String kind,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String q,
            HttpServletResponse response)
            throws IOException {
        RowKind which = kind(kind);
        response.setContentType("text/csv; charset=UTF-8");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + which.text() + ".csv\"");
        export.write(actor.tenant(), id, which, filter(state, action, group, q), response.getWriter());
    }

    @GetMapping("/groups")
    @PreAuthorize("hasAuthority('ordersync:read')")
    GroupItems groups(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new GroupItems(results.groups(actor.tenant(), id));
    }

    static Filter filter(@Nullable String state, @Nullable String action, @Nullable String group, @Nullable String q) {
        return new Filter(upper(state), upper(action), given(group), given(q));
    }

    static RowKind kind(String text) {
        for (RowKind kind : RowKind.values()) {
            if (kind.text().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        throw Problem.of(OrderSyncProblem.UNKNOWN_ROW, "Rows are orders or lines, not '" + text + "'.");
    }

    private static @Nullable String upper(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.toUpperCase(Locale.ROOT);
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
