package io.salessync.outreach.champions;

import io.salessync.alerts.Alerts;
import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.tags.Tags;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Moves as they were done, and their taking back. */
@Component
class TakingBack {
    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final Tags tags;
    private final Alerts alerts;
    private final Leads leads;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    TakingBack(Tags tags, Alerts alerts, Leads leads, Audit audit, Live live, InstantSource clock) {
        this.tags = tags;
        this.alerts = alerts;
        this.leads = leads;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** A move as it is shown. */
    @Schema(name = "ChampionMove")
    record Told(
            UUID id,
            UUID champion,
            Instant at,
            String who,
            boolean automatic,
            int confidence,
            String fromCompany,
            String toCompany,
            @Nullable String toTitle,
            UUID oldPerson,
            UUID newPerson,
            Moves.Came came,
            @Nullable UUID lead,
            @Nullable UUID push,
            List<String> notes,
            List<Sign> evidence,
            @Nullable Instant undoneAt,
            @Nullable String undoneBy) {}

    static List<Told> of(DSLContext sql, TenantId tenant, UUID champion) {
        return sql.fetch(
                        "SELECT *, notes::text AS notes_text, evidence::text AS evidence_text FROM outreach.champion_move WHERE tenant_id = ?"
                                + " AND champion_id = ? ORDER BY at DESC, move_id LIMIT 50",
                        tenant.value(),
                        champion)
                .map(TakingBack::told);
    }

    private static Told told(Record row) {
        return new Told(
                row.get("move_id", UUID.class),
                row.get("champion_id", UUID.class),
                row.get("at", Instant.class),
                row.get("who", String.class),
                row.get("automatic", Boolean.class),
                row.get("confidence", Integer.class),
                row.get("from_company", String.class),
                row.get("to_company", String.class),
                row.get("to_title", String.class),
                row.get("old_person", UUID.class),
                row.get("new_person", UUID.class),
                Moves.Came.valueOf(row.get("came", String.class)),
                row.get("lead_id", UUID.class),
                row.get("push_id", UUID.class),
                Rows.JSON.readValue(row.get("notes_text", String.class), TEXTS),
                Rows.signs(row.get("evidence_text", String.class)),
                row.get("undone_at", Instant.class),
                row.get("undone_by", String.class));
    }

    /**
     * Takes the last move back: the tag comes off, the two records are two again, a lead that was sent nothing yet ends. What a person
     * may have gone on with stays: the customer that was made, what was proposed to the CRM.
     *
     * @param champion locked
     * @return what was done and what was not, in sentences
     */
    List<String> undo(DSLContext sql, TenantId tenant, Champion champion, String who) {
        if (champion.move() == null) {
            throw Problem.of(
                    OutreachProblem.WRONG_CHAMPION,
                    "Nothing was done for %s that could be taken back.".formatted(champion.name()));
        }
        Instant now = clock.instant();
        UUID id = champion.move();
        Record row = sql.fetchSingle(
                "SELECT *, notes::text AS notes_text, evidence::text AS evidence_text, before::text AS before_text FROM outreach.champion_move"
                        + " WHERE tenant_id = ? AND move_id = ? FOR UPDATE",
                tenant.value(),
                id);
        Told move = told(row);
        Map<String, @Nullable Object> before = Rows.JSON.readValue(row.get("before_text", String.class), MAP);
        List<String> notes = new ArrayList<>();
        UUID tag = row.get("tag_id", UUID.class);
        if (tag != null) {
            tags.named(sql, tenant, tag.toString())
                    .ifPresent(left -> tags.remove(
                            sql,
                            tenant,
                            new Origin(who, null),
                            left,
                            List.of(move.oldPerson()),
                            "The move was taken back"));
            notes.add("The tag is off the record at %s.".formatted(move.fromCompany()));
        }
        if (move.came() != Moves.Came.SAME) {
            sql.execute(
                    "DELETE FROM outreach.champion_record WHERE tenant_id = ? AND champion_id = ? AND person_id = ? AND move_id = ?",
                    tenant.value(),
                    champion.id(),
                    move.newPerson(),
                    id);
            // where they came back to a record that was theirs before
            sql.execute(
                    "UPDATE outreach.champion_record SET left_at = ?::timestamptz WHERE tenant_id = ? AND champion_id = ? AND person_id = ?",
                    Rows.at(now),
                    tenant.value(),
                    champion.id(),
                    move.newPerson());
            notes.add("The two records are not linked any more.");
            if (move.came() == Moves.Came.MADE) {
                notes.add("The customer that was made at %s stays.".formatted(move.toCompany()));
            }
        }
        sql.execute(
                "UPDATE outreach.champion_record SET left_at = NULL WHERE tenant_id = ? AND champion_id = ? AND person_id = ?",
                tenant.value(),
                champion.id(),
                move.oldPerson());
        if (move.lead() != null) {
            notes.add(ended(sql, tenant, move.lead(), who, now));
        }
        if (move.push() != null) {
            notes.add("What was proposed to the CRM is decided there.");
        }
        String company = String.valueOf(before.get("company"));
        sql.execute(
                "UPDATE outreach.champion SET person_id = ?::uuid, company = ?, domain = ?, known_since = ?::timestamptz, verdict = 'UNKNOWN',"
                        + " confidence = 0, why = ?, waits = false, dismissed = ?, move_id = ?::uuid, changed_at = ?::timestamptz, search = ?,"
                        + " version = version + 1 WHERE tenant_id = ? AND champion_id = ?",
                String.valueOf(before.get("person")),
                company,
                before.get("domain"),
                String.valueOf(before.get("knownSince")),
                "%s took the move to %s back.".formatted(who, move.toCompany()),
                new Judgement(Verdict.MOVED, 0, move.toCompany(), null, null, null, move.evidence(), "").evidence(),
                before.get("move"),
                Rows.at(now),
                Rows.search(champion.name(), company, null, champion.linkedin()),
                tenant.value(),
                champion.id());
        sql.execute(
                "UPDATE outreach.champion_move SET undone_at = ?::timestamptz, undone_by = ? WHERE tenant_id = ? AND move_id = ?",
                Rows.at(now),
                who,
                tenant.value(),
                id);
        alerts.recovered(sql, tenant, MoveNews.MOVED_RULE, id.toString(), "The move was taken back.");
        audit.record(
                sql,
                tenant,
                who,
                "outreach.champion-move-undone",
                champion.name(),
                Map.of("champion", champion.id().toString(), "move", id.toString()));
        live.changed(sql, tenant, Leads.TOPIC, champion.id().toString());
        return notes;
    }

    private String ended(DSLContext sql, TenantId tenant, UUID id, String who, Instant now) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        if (lead == null || lead.state().ended()) {
            return "The lead they became has ended already.";
        }
        if (lead.state() != LeadState.PENDING_INVITE || lead.heldUntil() != null) {
            return "The lead they became stays: something was sent already. Stop it on its page.";
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.WITHDRAWN,
                        "champion_undone",
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        new Leads.Happening(
                                EventKind.HANDLED,
                                now,
                                lead.step(),
                                "",
                                null,
                                "That they had moved was taken back.",
                                Map.of("source", "champion"),
                                who)));
        return "The lead they became has ended; nothing was sent to them.";
    }
}
