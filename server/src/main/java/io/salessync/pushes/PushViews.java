package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;
import static org.jooq.impl.DSL.row;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Signatures;
import io.salessync.kernel.tenancy.Database;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Pushes as people see them. */
@Component
class PushViews {
    private final Database database;

    PushViews(Database database) {
        this.database = database;
    }

    /**
     * A push.
     *
     * @param counts how many records stand how
     * @param mayDecide whether the one who asks may decide it now
     * @param mayNot why not; null: they may, or nothing is to be decided
     * @param undo null: it was not taken back; {@code RUNNING}, {@code DONE}, {@code PARTLY}
     * @param proposedName who proposed it, as people read it; {@code proposedBy} is as the audit trail has it
     */
    record PushView(
            UUID id,
            String title,
            String reason,
            String connection,
            String object,
            PushMode mode,
            List<String> fields,
            String purpose,
            String channel,
            boolean unknownAllowed,
            PushState state,
            @Nullable String message,
            Map<RowState, Integer> counts,
            @Nullable UUID run,
            @Nullable UUID flow,
            @Nullable String flowName,
            @Nullable String node,
            @Nullable UUID work,
            String proposedBy,
            Instant proposedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant decidedAt,
            @Nullable String decidedBy,
            @Nullable String note,
            @Nullable UUID standing,
            @Nullable Instant endedAt,
            @Nullable String undo,
            @Nullable String undoneBy,
            @Nullable Instant undoneAt,
            boolean mayDecide,
            @Nullable String mayNot,
            String proposedName,
            @Nullable String decidedName,
            @Nullable String undoneName) {}

    /**
     * A record of a push, before and after.
     *
     * @param consent what was known of consent for the review; {@code consentSent}: just before it was sent
     */
    record RowView(
            int number,
            String key,
            @Nullable String vendorId,
            String recordKey,
            @Nullable UUID person,
            String label,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            @Nullable Instant seenAt,
            @Nullable JsonNode consent,
            @Nullable JsonNode consentSent,
            RowState state,
            @Nullable String why,
            @Nullable Boolean created,
            @Nullable Instant sentAt) {}

    /** @param next what to ask on with; null: that was all */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** @param state {@code waiting}, {@code active}, {@code ended} or one of {@link PushState}; null: all. Newest first. */
    Page<PushView> list(Actor actor, @Nullable String state, @Nullable UUID run, @Nullable String after, int limit) {
        return database.inTenant(actor.tenant(), sql -> {
            Condition where = PUSH.TENANT_ID.eq(actor.tenant().value());
            if (state != null && !state.isBlank()) {
                where = where.and(PUSH.STATE.in(PushRows.names(states(state))));
            }
            if (run != null) {
                where = where.and(PUSH.RUN_ID.eq(run));
            }
            if (after != null) {
                String[] place = after.split("_", 2);
                try {
                    where = where.and(
                            row(PUSH.PROPOSED_AT, PUSH.PUSH_ID).lt(Instant.parse(place[0]), UUID.fromString(place[1])));
                } catch (RuntimeException e) {
                    throw PostgresPushes.wrong("after", "'%s' is no place that a page ended with".formatted(after));
                }
            }
            List<PushRecord> rows = sql.selectFrom(PUSH)
                    .where(where)
                    .orderBy(PUSH.PROPOSED_AT.desc(), PUSH.PUSH_ID.desc())
                    .limit(limit + 1)
                    .fetch();
            List<PushView> views = new ArrayList<>();
            Map<String, String> people = people(sql, actor, rows);
            rows.stream().limit(limit).forEach(push -> views.add(view(sql, actor, push, people)));
            return new Page<>(
                    views,
                    rows.size() <= limit
                            ? null
                            : views.getLast().proposedAt() + "_"
                                    + views.getLast().id());
        });
    }

    private static List<PushState> states(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "waiting" -> List.of(PushState.WAITING);
            case "active" -> List.of(PushState.PREPARING, PushState.WAITING, PushState.APPROVED, PushState.SENDING);
            case "ended" ->
                List.of(PushState.values()).stream().filter(PushState::isOver).toList();
            default -> {
                try {
                    yield List.of(PushState.valueOf(word.toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw PostgresPushes.wrong(
                            "state", "'%s' is neither waiting, active, ended nor a state of pushes".formatted(word));
                }
            }
        };
    }

    PushView one(Actor actor, UUID id) {
        return database.inTenant(actor.tenant(), sql -> {
            PushRecord push = PushRows.push(sql, actor.tenant(), id);
            return view(sql, actor, push, people(sql, actor, List.of(push)));
        });
    }

    private static Map<String, String> people(DSLContext sql, Actor actor, List<PushRecord> pushes) {
        return Signatures.people(
                sql,
                actor.tenant(),
                pushes.stream()
                        .flatMap(push -> Stream.of(push.getProposedBy(), push.getDecidedBy(), push.getUndoneBy()))
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
    }

    private static @Nullable String named(Map<String, String> people, @Nullable String signature) {
        return signature == null ? null : people.getOrDefault(signature, signature);
    }

    private static PushView view(DSLContext sql, Actor actor, PushRecord push, Map<String, String> people) {
        PushState state = PushState.valueOf(push.getState());
        String mayNot = state != PushState.WAITING ? null : mayNot(actor, push);
        return new PushView(
                push.getPushId(),
                push.getTitle(),
                push.getReason(),
                push.getConnection(),
                push.getObject(),
                PushMode.valueOf(push.getMode()),
                List.of(push.getFields()),
                push.getPurpose(),
                push.getChannel(),
                push.getUnknownAllowed(),
                state,
                push.getMessage(),
                PushRows.counts(sql, actor.tenant(), push.getPushId()),
                push.getRunId(),
                push.getFlowId(),
                push.getFlowName(),
                push.getNode(),
                push.getWorkId(),
                push.getProposedBy(),
                push.getProposedAt(),
                push.getExpiresAt(),
                push.getDecidedAt(),
                push.getDecidedBy(),
                push.getNote(),
                push.getStandingId(),
                push.getEndedAt(),
                push.getUndoState(),
                push.getUndoneBy(),
                push.getUndoneAt(),
                state == PushState.WAITING && mayNot == null,
                mayNot,
                people.getOrDefault(push.getProposedBy(), push.getProposedBy()),
                named(people, push.getDecidedBy()),
                named(people, push.getUndoneBy()));
    }

    private static @Nullable String mayNot(Actor actor, PushRecord push) {
        if (!actor.may(Permission.PUSHES_APPROVE)) {
            return "Your role does not let you approve pushes.";
        }
        String own = Deciding.own(actor.userId(), actor.signature(), push);
        return own == null ? null : own + "; a second person has to approve it.";
    }

    /** The records in the order proposed. */
    Page<RowView> rows(Actor actor, UUID id, @Nullable RowState state, int after, int limit) {
        return database.inTenant(actor.tenant(), sql -> {
            PushRows.push(sql, actor.tenant(), id);
            Condition where = PUSH_ROW.TENANT_ID
                    .eq(actor.tenant().value())
                    .and(PUSH_ROW.PUSH_ID.eq(id))
                    .and(PUSH_ROW.NUMBER.gt(after));
            if (state != null) {
                where = where.and(PUSH_ROW.STATE.eq(state.name()));
            }
            List<RowView> rows = sql.selectFrom(PUSH_ROW)
                    .where(where)
                    .orderBy(PUSH_ROW.NUMBER)
                    .limit(limit)
                    .fetch(PushViews::view);
            return new Page<>(
                    rows,
                    rows.size() < limit ? null : String.valueOf(rows.getLast().number()));
        });
    }

    private static RowView view(PushRowRecord row) {
        return new RowView(
                row.getNumber(),
                row.getVendorKey(),
                row.getVendorId(),
                row.getRecordKey(),
                row.getPersonId(),
                row.getLabel(),
                json(row.getBefore()),
                json(row.getAfter()),
                row.getSeenAt(),
                json(row.getConsent()),
                json(row.getConsentSent()),
                RowState.valueOf(row.getState()),
                row.getWhy(),
                row.getCreated(),
                row.getSentAt());
    }

    private static @Nullable JsonNode json(@Nullable JSONB document) {
        return document == null ? null : Values.JSON.readTree(document.data());
    }
}
