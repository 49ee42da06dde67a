package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;
import static io.salessync.pushes.jooq.Tables.STANDING;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Signatures;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.StandingRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Approvals given beforehand: what they cover is named narrowly, they have an owner, and they end. */
@Component
class StandingApprovals {
    static final Duration LONGEST = Duration.ofDays(366);

    private final Database database;
    private final Connections connections;
    private final Audit audit;
    private final InstantSource clock;

    StandingApprovals(Database database, Connections connections, Audit audit, InstantSource clock) {
        this.database = database;
        this.connections = connections;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What one covers.
     *
     * @param fields the fields that may be written, by the vendor's names
     * @param flow only pushes of this flow; null: of any
     * @param mostRows a push that would write more waits for a person
     */
    record Scope(
            String title,
            String connection,
            String object,
            PushMode mode,
            List<String> fields,
            String purpose,
            @Nullable UUID flow,
            int mostRows,
            Instant expiresAt) {}

    /**
     * One as people see it.
     *
     * @param state {@code ACTIVE}, {@code EXPIRED} or {@code REVOKED}
     * @param used how many pushes it has approved
     * @param ownerName the owner as people read it; {@code owner} is as the audit trail has it
     */
    record StandingView(
            UUID id,
            Scope scope,
            String owner,
            Instant createdAt,
            String state,
            @Nullable String revokedBy,
            @Nullable Instant revokedAt,
            int used,
            String ownerName) {}

    /**
     * The one that covers this push; the one that ends last where several do. Whoever proposed it, or published the flow that did,
     * cannot cover it themselves.
     */
    Optional<StandingRecord> covering(DSLContext sql, TenantId tenant, PushRecord push, int rows) {
        return sql
                .selectFrom(STANDING)
                .where(STANDING.TENANT_ID.eq(tenant.value()))
                .and(STANDING.CONNECTION_ID.eq(push.getConnectionId()))
                .and(STANDING.OBJECT.eq(push.getObject()))
                .and(STANDING.MODE.eq(push.getMode()))
                .and(STANDING.PURPOSE.eq(push.getPurpose()))
                .and(STANDING.FIELDS.contains(push.getFields()))
                .and(STANDING.FLOW_ID.isNull().or(STANDING.FLOW_ID.eq(push.getFlowId())))
                .and(STANDING.MOST_ROWS.ge(rows))
                .and(STANDING.REVOKED_AT.isNull())
                .and(STANDING.EXPIRES_AT.gt(clock.instant()))
                .orderBy(STANDING.EXPIRES_AT.desc(), STANDING.STANDING_ID)
                .fetch()
                .stream()
                .filter(row -> Deciding.own(row.getOwnerId(), row.getOwner(), push) == null)
                .findFirst();
    }

    /** Why a push that one approved may not go out any more; null: it may. */
    @Nullable String lapsed(DSLContext sql, PushRecord push) {
        if (push.getStandingId() == null) {
            return null;
        }
        StandingRecord row = sql.selectFrom(STANDING)
                .where(STANDING.TENANT_ID.eq(push.getTenantId()))
                .and(STANDING.STANDING_ID.eq(push.getStandingId()))
                .fetchOne();
        if (row == null) {
            return "The standing approval that let it go out is gone.";
        }
        if (row.getRevokedAt() != null) {
            return "The standing approval \"%s\" was taken back by %s at %s, before this was sent."
                    .formatted(
                            row.getTitle(),
                            Signatures.person(sql, new TenantId(push.getTenantId()), row.getRevokedBy()),
                            row.getRevokedAt());
        }
        return row.getExpiresAt().isAfter(clock.instant())
                ? null
                : "The standing approval \"%s\" ended at %s, before this was sent."
                        .formatted(row.getTitle(), row.getExpiresAt());
    }

    void used(DSLContext sql, TenantId tenant, StandingRecord standing, PushRecord push) {
        audit.record(
                sql,
                tenant,
                standing.getOwner(),
                "pushes.approved",
                push.getTitle(),
                Map.of(
                        "push", push.getPushId().toString(),
                        "standing", standing.getStandingId().toString(),
                        "standingTitle", standing.getTitle()));
    }

    List<StandingView> list(Actor actor) {
        return database.inTenant(
                actor.tenant(),
                sql -> sql.selectFrom(STANDING)
                        .where(STANDING.TENANT_ID.eq(actor.tenant().value()))
                        .orderBy(STANDING.CREATED_AT.desc(), STANDING.STANDING_ID)
                        .limit(500)
                        .fetch(row -> view(sql, row)));
    }

    private StandingView view(DSLContext sql, StandingRecord row) {
        String state = row.getRevokedAt() != null
                ? "REVOKED"
                : row.getExpiresAt().isAfter(clock.instant()) ? "ACTIVE" : "EXPIRED";
        return new StandingView(
                row.getStandingId(),
                new Scope(
                        row.getTitle(),
                        row.getConnection(),
                        row.getObject(),
                        PushMode.valueOf(row.getMode()),
                        List.of(row.getFields()),
                        row.getPurpose(),
                        row.getFlowId(),
                        row.getMostRows(),
                        row.getExpiresAt()),
                row.getOwner(),
                row.getCreatedAt(),
                state,
                row.getRevokedBy(),
                row.getRevokedAt(),
                sql.fetchCount(
                        PUSH, PUSH.TENANT_ID.eq(row.getTenantId()).and(PUSH.STANDING_ID.eq(row.getStandingId()))),
                Signatures.person(sql, new TenantId(row.getTenantId()), row.getOwner()));
    }

    /** @throws Problem where the scope names nothing, or it would last longer than a year */
    StandingView give(Actor actor, Scope scope) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!scope.expiresAt().isAfter(now) || scope.expiresAt().isAfter(now.plus(LONGEST))) {
            throw PostgresPushes.wrong(
                    "expiresAt", "It has to end within a year, and after now; not at " + scope.expiresAt());
        }
        if (scope.fields().isEmpty() || scope.fields().stream().anyMatch(String::isBlank)) {
            throw PostgresPushes.wrong("fields", "It names the fields that may be written, one at least");
        }
        if (scope.mostRows() < 1 || scope.mostRows() > PostgresPushes.MOST_ROWS) {
            throw PostgresPushes.wrong(
                    "mostRows",
                    "It covers 1 to %d records a push, not %d".formatted(PostgresPushes.MOST_ROWS, scope.mostRows()));
        }
        Connection connection = connections
                .named(actor.tenant(), scope.connection())
                .orElseThrow(() -> Problem.of(
                                PushProblem.UNKNOWN_CONNECTION,
                                "There is no connection '%s'.".formatted(scope.connection()))
                        .with("value", scope.connection()));
        return database.inTenant(actor.tenant(), sql -> {
            StandingRecord row = sql.newRecord(STANDING);
            row.setTenantId(actor.tenant().value());
            row.setStandingId(UUID.randomUUID());
            row.setTitle(scope.title().strip());
            row.setConnectionId(connection.id().value());
            row.setConnection(connection.name());
            row.setObject(scope.object());
            row.setMode(scope.mode().name());
            row.setFields(scope.fields().toArray(String[]::new));
            row.setPurpose(scope.purpose());
            row.setFlowId(scope.flow());
            row.setMostRows(scope.mostRows());
            row.setOwnerId(actor.userId());
            row.setOwner(actor.signature());
            row.setCreatedAt(now);
            row.setExpiresAt(scope.expiresAt());
            row.insert();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "pushes.standing-given",
                    row.getTitle(),
                    Map.of(
                            "standing", row.getStandingId().toString(),
                            "scope", Values.JSON.writeValueAsString(scope)));
            return view(sql, row);
        });
    }

    /** Ends one at once; what it approved and is not sent yet is not sent any more. */
    StandingView revoke(Actor actor, UUID id) {
        return database.inTenant(actor.tenant(), sql -> {
            StandingRecord row = sql.selectFrom(STANDING)
                    .where(STANDING.TENANT_ID.eq(actor.tenant().value()).and(STANDING.STANDING_ID.eq(id)))
                    .forUpdate()
                    .fetchOne();
            if (row == null) {
                throw Problem.of(PushProblem.UNKNOWN_STANDING, "There is no standing approval " + id + ".");
            }
            if (row.getRevokedAt() == null) {
                row.setRevokedAt(clock.instant());
                row.setRevokedBy(actor.signature());
                row.update();
                audit.record(
                        sql,
                        actor.tenant(),
                        actor.signature(),
                        "pushes.standing-revoked",
                        row.getTitle(),
                        Map.of("standing", id.toString()));
            }
            return view(sql, row);
        });
    }
}
