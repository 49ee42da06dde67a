package io.salessync.outreach.reports;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports of outreach over HTTP. */
@RestController("outreachReportsController")
@RequestMapping("/api/v1/outreach/reports")
class ReportsController {
    private static final int MOST_DAYS = 366;

    private final Reports reports;
    private final Database database;
    private final InstantSource clock;

    ReportsController(Reports reports, Database database, InstantSource clock) {
        this.reports = reports;
        this.database = database;
        this.clock = clock;
    }

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Where leads stand, what came of what was sent, and whether it works as promised")
    Report report(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Parameter(description = "of one sequence; none: of all") @Nullable UUID sequence,
            @RequestParam(defaultValue = "30")
                    @Parameter(description = "how many days back, today included; at most 366")
                    int days) {
        return database.inTenant(
                actor.tenant(),
                sql -> reports.of(sql, actor.tenant(), sequence, Math.clamp(days, 1, MOST_DAYS), clock.instant()));
    }
}
