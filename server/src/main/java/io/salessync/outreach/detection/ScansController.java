package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sending.Senders;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Looks at accounts, the news they tell, and who may be whom. */
@RestController
@RequestMapping("/api/v1/outreach")
class ScansController {
    private final Database database;
    private final Scans scans;
    private final Senders senders;
    private final NewsGates gates;
    private final ProfileChecks checks;
    private final Heard heard;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final Audit audit;

    ScansController(
            Database database,
            Scans scans,
            Senders senders,
            NewsGates gates,
            ProfileChecks checks,
            Heard heard,
            Connections connections,
            List<OutreachConnector> connectors,
            Audit audit) {
        this.database = database;
        this.scans = scans;
        this.senders = senders;
        this.gates = gates;
        this.checks = checks;
        this.heard = heard;
        this.connections = connections;
        this.connectors = connectors;
        this.audit = audit;
    }

    /** Many things, newest first. */
    record Items<T>(List<T> items) {}

    /** A look at an account; {@code stop} null: it runs, or was cut off. */
    @Schema(name = "OutreachScan")
    record ScanAnswer(
            UUID id,
            UUID sender,
            String kind,
            String reason,
            String who,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String stop,
            int pages,
            int items,
            int fresh,
            int matched,
            boolean complete,
            @Nullable String detail) {
        static ScanAnswer of(Record row) {
            return new ScanAnswer(
                    row.get("scan_id", UUID.class),
                    row.get("sender_id", UUID.class),
                    row.get("kind", String.class),
                    row.get("reason", String.class),
                    row.get("who", String.class),
                    row.get("started_at", Instant.class),
                    row.get("ended_at", Instant.class),
                    row.get("stop", String.class),
                    row.get("pages", Integer.class),
                    row.get("items", Integer.class),
                    row.get("fresh", Integer.class),
                    row.get("matched", Integer.class),
                    row.get("complete", Boolean.class),
                    row.get("detail", String.class));
        }
    }

    /** Where a connection's news come in; {@code url} null: the service was not told yet. */
    @Schema(name = "OutreachNewsGate")
    record GateAnswer(
            UUID connection,
            @Nullable String url,
            @Nullable Instant subscribedAt,
            @Nullable String error) {}

    /** Somebody who has the same name as a lead. */
    @Schema(name = "OutreachSuggestion")
    record SuggestionAnswer(
            UUID lead,
            UUID sender,
            String member,
            String name,
            @Nullable String publicId,
            String source,
            Instant at) {}

    /** What a check or a decision did, in a sentence. */
    @Schema(name = "OutreachOutcome")
    record Outcome(String outcome) {}

    /** Where the service reaches this server. */
    @Schema(name = "OutreachSubscribing")
    record Subscribing(
            @Schema(example = "https://sales.example.com") @Pattern(regexp = "https?://[^\\s?#]+")
            String baseUrl) {}

    /** Whether the two are the same. */
    @Schema(name = "OutreachSameness")
    record Sameness(
            @Schema(example = "ACoAAB3x") String member,
            @Schema(example = "true") boolean same) {}

    @GetMapping("/scans")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Looks at accounts with why each ended, newest first")
    Items<ScanAnswer> scans(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable UUID sender,
            @RequestParam(defaultValue = "50") int limit) {
        return new Items<>(database.inTenant(
                actor.tenant(),
                sql -> sql.fetch(
                                "SELECT * FROM outreach.scan WHERE tenant_id = ? AND (?::uuid IS NULL OR sender_id = ?::uuid)"
                                        + " ORDER BY started_at DESC LIMIT ?",
                                actor.tenant().value(),
                                sender,
                                sender,
                                Math.clamp(limit, 1, 200))
                        .map(ScanAnswer::of)));
    }

    @GetMapping("/senders/{id}/looks")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "How an account was looked at last, when it is next, and why nobody counts as not connected yet")
    Looked.Answer looks(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(
                actor.tenant(),
                sql -> Looked.of(
                        sql,
                        actor.tenant(),
                        senders.sender(sql, actor.tenant(), id)
                                .orElseThrow(() -> Problem.of(
                                        OutreachProblem.UNKNOWN_SENDER,
                                        "There is no sender with the id " + id + "."))));
    }

    @PostMapping("/senders/{id}/scan")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Looks at the account's relations, invitations and messages now, bounded as every look")
    Outcome scan(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            if (senders.sender(sql, actor.tenant(), id).isEmpty()) {
                throw Problem.of(OutreachProblem.UNKNOWN_SENDER, "There is no sender with the id " + id + ".");
            }
            scans.want(sql, actor.tenant(), id, actor.signature());
            audit.record(sql, actor.tenant(), actor.signature(), "outreach.scan-asked", id.toString(), Map.of());
        });
        return new Outcome("The account is looked at in a moment.");
    }

    @PostMapping("/leads/{id}/check")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary =
                    "Reads the person's profile and tells how they stand with the sender; counts as one of the day's visits")
    Outcome check(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new Outcome(checks.check(actor.tenant(), id, actor.signature()));
    }

    @GetMapping("/suggestions")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Connections that may be leads by their name alone, for a person to decide")
    Items<SuggestionAnswer> suggestions(@AuthenticationPrincipal Actor actor) {
        return new Items<>(database.inTenant(
                actor.tenant(),
                sql -> sql.fetch(
                                "SELECT g.* FROM outreach.suggestion g JOIN outreach.lead l ON l.tenant_id = g.tenant_id AND l.lead_id = g.lead_id"
                                        + " WHERE g.tenant_id = ? AND g.decided_at IS NULL AND l.ended_at IS NULL AND l.connected_at IS NULL"
                                        + " ORDER BY g.at DESC LIMIT 200",
                                actor.tenant().value())
                        .map(row -> new SuggestionAnswer(
                                row.get("lead_id", UUID.class),
                                row.get("sender_id", UUID.class),
                                row.get("member", String.class),
                                row.get("name", String.class),
                                row.get("public_id", String.class),
                                row.get("source", String.class),
                                row.get("at", Instant.class)))));
    }

    @PostMapping("/leads/{id}/same")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Decides whether a connection with a lead's name is the lead")
    Outcome same(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Sameness sameness) {
        return new Outcome(database.inTenant(actor.tenant(), sql -> {
            Record row = sql.fetchOne(
                    "UPDATE outreach.suggestion SET decided_at = ?::timestamptz, decided_by = ? WHERE tenant_id = ? AND lead_id = ?"
                            + " AND member = ? AND decided_at IS NULL RETURNING *",
                    checks.now(),
                    actor.signature(),
                    actor.tenant().value(),
                    id,
                    sameness.member());
            if (row == null) {
                throw Problem.of(
                        OutreachProblem.UNKNOWN_LEAD,
                        "Nobody asks whether lead " + id + " and '" + sameness.member() + "' are the same.");
            }
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    sameness.same() ? "outreach.same" : "outreach.not-same",
                    id.toString(),
                    Map.of("member", sameness.member()));
            return sameness.same()
                    ? heard.connected(
                            sql,
                            actor.tenant(),
                            id,
                            row.get("sender_id", UUID.class),
                            null,
                            Map.of("source", "PERSON", "who", actor.signature(), "member", sameness.member()))
                    : "They are two people.";
        }));
    }

    @GetMapping("/gates")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Where each connection's news come in, and whether the service was told")
    Items<GateAnswer> gates(@AuthenticationPrincipal Actor actor) {
        return new Items<>(gates.all(actor.tenant()).stream()
                .map(gate -> new GateAnswer(gate.connection(), gate.url(), gate.subscribedAt(), gate.error()))
                .toList());
    }

    @PostMapping("/gates/{connection}/subscribe")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Tells the service to bring news to this server")
    Outcome subscribe(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID connection, @Valid @RequestBody Subscribing at) {
        Connection found = connections.all(actor.tenant()).stream()
                .filter(one -> one.id().value().equals(connection))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.NOT_AT_HAND, "There is no connection with the id " + connection + "."));
        OutreachConnector connector = connectors.stream()
                .filter(one -> one.vendor().equals(found.vendor()))
                .findFirst()
                .orElseThrow(() ->
                        Problem.of(OutreachProblem.NOT_AT_HAND, "'" + found.vendor() + "' tells no news of outreach."));
        String error = gates.subscribe(connector, found, at.baseUrl().replaceFirst("/+$", ""));
        if (error != null) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, "The service does not take it: " + error + ".");
        }
        database.runInTenant(
                actor.tenant(),
                sql -> audit.record(
                        sql,
                        actor.tenant(),
                        actor.signature(),
                        "outreach.subscribed",
                        connection.toString(),
                        Map.of("baseUrl", at.baseUrl())));
        return new Outcome("News come in from now on.");
    }
}
