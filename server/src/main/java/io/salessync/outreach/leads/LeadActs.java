package io.salessync.outreach.leads;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads.Going;
import io.salessync.outreach.sequences.Step;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** LeadActs of people on leads, one or many: told beforehand, done as one, recorded, taken back within a day where nothing happened since. */
@Component
class LeadActs {
    static final int MOST = 10_000;
    static final Duration UNDONE_WITHIN = Duration.ofHours(24);
    private static final int LISTED = 200;

    private static final String STANDING = """
            SELECT lead_id, step, state FROM outreach.touch
            WHERE tenant_id = ? AND lead_id = ANY (?::uuid[]) AND state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'UNKNOWN')
            """;
    private static final String RESTORE = """
            UPDATE outreach.lead l SET %s, row_version = l.row_version + 1
            FROM outreach.act_lead a, LATERAL jsonb_populate_record(NULL::outreach.lead, a.before) n
            WHERE a.tenant_id = ? AND a.act_id = ? AND NOT a.undone AND l.tenant_id = a.tenant_id AND l.lead_id = a.lead_id
              AND l.row_version = a.version RETURNING l.*
            """.formatted(Rows.MOVING.stream()
            .map(column -> column.equals("held_until") ? "held_until = NULL" : column + " = n." + column)
            .collect(Collectors.joining(", ")));

    private final PostgresLeads leads;
    private final Documents documents;
    private final Audit audit;

    LeadActs(PostgresLeads leads, Documents documents, Audit audit) {
        this.leads = leads;
        this.documents = documents;
        this.audit = audit;
    }

    /** Classes of errors, as docs/outreach-recovery.md has a procedure for each. */
    @Schema(name = "OutreachErrorClass")
    enum ErrorClass {
        TRANSIENT("l.blocker = 'UNREACHABLE'"),
        UNKNOWN_OUTCOME("l.state = 'PENDING_VERIFY'"),
        ACCOUNT_THROTTLED("l.blocker = 'THROTTLED'"),
        ACCOUNT_AUTH("l.blocker = 'ACCOUNT'"),
        OUR_CONFIG("l.blocker = 'CONFIG'"),
        LEAD_TERMINAL("l.state = 'FAILED'"),
        CONTENT("l.blocker = 'CONTENT'"),
        NOT_CONNECTED(
                "(l.reason IN ('lost_connection', 'no_connection_with_recipient', 'errors/no_connection_with_recipient')"
                        + " OR l.state = 'INVITE_SENT' AND l.connected_at IS NOT NULL)"),
        NEEDS_DATA("l.state = 'NEEDS_DATA'"),
        UNHEARD_OF("l.blocker = 'UNHEARD_OF'");

        private final String condition;

        ErrorClass(String condition) {
            this.condition = condition;
        }
    }

    /**
     * Which leads. What is not given does not narrow; at least one thing has to be given.
     *
     * @param leads ids of leads
     * @param profiles addresses of profiles or e-mail addresses of people with a lead at work
     * @param slug the vendor's word for the error
     */
    @Schema(name = "OutreachLeadChoice")
    record Choice(
            @Nullable UUID sequence,
            @Schema(example = "[\"FAILED\"]") @Nullable List<LeadState> states,
            @Nullable List<Blocker> blockers,
            @Nullable ErrorClass errorClass,

            @Schema(example = "errors/cannot_resend_yet") @Nullable String slug,

            @Nullable UUID sender,
            @Nullable String company,
            @Nullable List<UUID> leads,

            @Schema(example = "[\"https://www.linkedin.com/in/ada-lovelace\"]") @Nullable
            List<String> profiles) {
        static Choice of(UUID lead) {
            return new Choice(null, null, null, null, null, null, null, List.of(lead), null);
        }
    }

    /**
     * An act.
     *
     * @param step for TO_STEP
     * @param at when it was invited by hand, UTC
     */
    record Wish(
            Recovery.Kind kind,
            Choice which,
            @Nullable String step,
            @Nullable Instant at,
            @Nullable String note) {}

    /** @param to null: nothing would be done, {@code why} says why */
    @Schema(name = "OutreachActLine")
    record Line(
            UUID lead,
            String name,
            LeadState state,
            @Nullable Blocker blocker,
            @Nullable LeadState to,
            @Nullable String step,
            @Nullable Instant nextAt,
            @Nullable String why) {}

    /**
     * What an act would do or did.
     *
     * @param act null: only told
     * @param done how many it changes
     * @param left how many it leaves alone
     * @param whyLeft how many for which reason
     * @param unknown profiles without a lead
     * @param lines the first of them
     */
    @Schema(name = "OutreachActAnswer")
    record Told(
            @Nullable UUID act,
            int done,
            int left,
            Map<String, Integer> whyLeft,
            List<String> unknown,
            List<Line> lines) {}

    private record Planned(Lead lead, Recovery.Plan plan) {}

    Told preview(DSLContext sql, TenantId tenant, Wish wish, String who) {
        List<String> unknown = new ArrayList<>();
        return told(null, plan(sql, tenant, wish, who, unknown, false), unknown);
    }

    Told apply(DSLContext sql, TenantId tenant, Wish wish, String who) {
        List<String> unknown = new ArrayList<>();
        List<Planned> planned = plan(sql, tenant, wish, who, unknown, true);
        List<Planned> going =
                planned.stream().filter(one -> one.plan().move() != null).toList();
        UUID act = UUID.randomUUID();
        if (going.isEmpty()) {
            return told(null, planned, unknown);
        }
        Instant now = leads.now();
        Map<UUID, List<UUID>> marks = new HashMap<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Planned one : going) {
            for (Step step : one.plan().marks()) {
                Instant since = wish.at() == null || wish.at().isAfter(now) ? now : wish.at();
                Map<String, @Nullable Object> mark = AdmittedRows.mark(tenant, one.lead(), step, since, "person");
                rows.add(mark);
                marks.computeIfAbsent(one.lead().id(), id -> new ArrayList<>()).add((UUID) mark.get("touch_id"));
            }
        }
        List<Going> moves = new ArrayList<>();
        for (Planned one : going) {
            Leads.Move move = one.plan().move();
            if (move != null) {
                moves.add(new Going(one.lead(), move));
            }
        }
        Map<UUID, Lead> after =
                leads.moveAll(sql, tenant, moves).stream().collect(Collectors.toMap(Lead::id, lead -> lead));
        AdmittedRows.marks(sql, rows);
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("act_id", act);
        row.put("kind", wish.kind());
        row.put("asked", asked(wish));
        row.put("note", wish.note() == null ? "" : Names.cut(wish.note(), 500));
        row.put("leads", after.size());
        row.put("who", who);
        row.put("at", now);
        TenantRows.insert(
                sql,
                "outreach.act",
                List.of("tenant_id", "act_id", "kind", "asked", "note", "leads", "who", "at"),
                List.of(row));
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        for (Planned one : going) {
            Lead now1 = after.get(one.lead().id());
            if (now1 == null) {
                continue;
            }
            Map<String, @Nullable Object> line = TenantRows.of(tenant);
            line.put("act_id", act);
            line.put("lead_id", one.lead().id());
            line.put("before", Rows.moving(tenant, one.lead()));
            line.put("version", now1.rowVersion());
            line.put("marks", marks.getOrDefault(one.lead().id(), List.of()));
            line.put("undone", false);
            lines.add(line);
        }
        TenantRows.insert(
                sql,
                "outreach.act_lead",
                List.of("tenant_id", "act_id", "lead_id", "before", "version", "marks", "undone"),
                lines);
        audit.record(
                sql,
                tenant,
                who,
                "outreach." + wish.kind().name().toLowerCase(Locale.ROOT),
                after.size() == 1 ? after.keySet().iterator().next().toString() : after.size() + " leads",
                Map.of(
                        "act",
                        act.toString(),
                        "leads",
                        Integer.toString(after.size()),
                        "asked",
                        Names.cut(Rows.JSON.writeValueAsString(TenantRows.plain(asked(wish))), 1_000)));
        return told(act, planned, unknown);
    }

    private static Map<String, @Nullable Object> asked(Wish wish) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        Choice which = wish.which();
        put(asked, "sequence", which.sequence());
        put(asked, "states", which.states());
        put(asked, "blockers", which.blockers());
        put(asked, "errorClass", which.errorClass());
        put(asked, "slug", which.slug());
        put(asked, "sender", which.sender());
        put(asked, "company", which.company());
        put(asked, "leads", which.leads() == null ? null : which.leads().size());
        put(
                asked,
                "profiles",
                which.profiles() == null ? null : which.profiles().size());
        put(asked, "step", wish.step());
        put(asked, "at", wish.at());
        return asked;
    }

    private static void put(Map<String, @Nullable Object> asked, String name, @Nullable Object value) {
        if (value != null) {
            asked.put(name, value);
        }
    }

    private static Told told(@Nullable UUID act, List<Planned> planned, List<String> unknown) {
        Map<String, Integer> why = new TreeMap<>();
        List<Line> lines = new ArrayList<>();
        int done = 0;
        for (Planned one : planned) {
            Lead lead = one.lead();
            Leads.Move move = one.plan().move();
            if (move == null) {
                why.merge(String.valueOf(one.plan().why()), 1, Integer::sum);
            } else {
                done++;
            }
            if (lines.size() < LISTED) {
                lines.add(new Line(
                        lead.id(),
                        lead.name(),
                        lead.state(),
                        lead.blocker(),
                        move == null ? null : move.to(),
                        move == null ? lead.step() : move.step(),
                        move == null ? lead.nextAt() : move.nextAt(),
                        one.plan().why()));
            }
        }
        return new Told(act, done, planned.size() - done, why, List.copyOf(unknown), lines);
    }

    private List<Planned> plan(
            DSLContext sql, TenantId tenant, Wish wish, String who, List<String> unknown, boolean lock) {
        List<Lead> chosen = chosen(sql, tenant, wish.which(), unknown, lock);
        Map<UUID, Set<String>> standing = new HashMap<>();
        Set<UUID> open = new HashSet<>();
        sql.fetch(
                        STANDING,
                        tenant.value(),
                        TenantRows.ids(chosen.stream().map(Lead::id).toList()))
                .forEach(row -> {
                    UUID lead = row.get("lead_id", UUID.class);
                    standing.computeIfAbsent(lead, id -> new HashSet<>()).add(row.get("step", String.class));
                    String state = row.get("state", String.class);
                    if (state.equals("UNKNOWN") || state.equals("DECIDED")) {
                        open.add(lead);
                    }
                });
        Map<String, List<Step>> steps = new HashMap<>();
        Instant now = leads.now();
        List<Planned> planned = new ArrayList<>();
        for (Lead lead : chosen) {
            List<Step> known = steps.computeIfAbsent(
                    lead.sequence() + " " + lead.version(),
                    key -> documents
                            .version(sql, tenant, lead)
                            .map(live -> live.document().steps())
                            .orElse(List.of()));
            boolean busy = lead.heldUntil() != null && lead.heldUntil().isAfter(now);
            planned.add(new Planned(
                    lead,
                    busy && wish.kind() != Recovery.Kind.REPAIR
                            ? Recovery.Plan.not("A call is made for it this moment. Try again in a minute.")
                            : Recovery.plan(
                                    wish.kind(),
                                    lead,
                                    known,
                                    standing.getOrDefault(lead.id(), Set.of()),
                                    open.contains(lead.id()),
                                    wish.step(),
                                    wish.at(),
                                    now,
                                    who)));
        }
        return planned;
    }

    private List<Lead> chosen(DSLContext sql, TenantId tenant, Choice which, List<String> unknown, boolean lock) {
        StringBuilder conditions = new StringBuilder();
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        if (which.sequence() != null) {
            conditions.append(" AND l.sequence_id = ?");
            values.add(which.sequence());
        }
        if (which.states() != null && !which.states().isEmpty()) {
            conditions.append(" AND l.state = ANY (?::text[])");
            values.add(which.states().stream().map(Enum::name).toArray(String[]::new));
        }
        if (which.blockers() != null && !which.blockers().isEmpty()) {
            conditions.append(" AND l.ended_at IS NULL AND l.blocker = ANY (?::text[])");
            values.add(which.blockers().stream().map(Enum::name).toArray(String[]::new));
        }
        if (which.errorClass() != null) {
            conditions.append(" AND ").append(which.errorClass().condition);
        }
        if (which.slug() != null && !which.slug().isBlank()) {
            conditions.append(
                    " AND (l.reason = ? OR EXISTS (SELECT 1 FROM outreach.touch t WHERE t.tenant_id = l.tenant_id"
                            + " AND t.lead_id = l.lead_id AND t.step = l.step AND t.slug = ?))");
            values.add(which.slug());
            values.add(which.slug());
        }
        if (which.sender() != null) {
            conditions.append(" AND (l.sender_id = ? OR l.mail_sender_id = ?)");
            values.add(which.sender());
            values.add(which.sender());
        }
        if (which.company() != null && !which.company().isBlank()) {
            conditions.append(
                    " AND l.ended_at IS NULL AND (l.company_key = ? OR l.company_key = ? OR l.company_name = ?)");
            String name = Names.companyName(which.company());
            values.add(which.company().strip().toLowerCase(Locale.ROOT));
            values.add(name);
            values.add(name);
        }
        Set<UUID> ids = new HashSet<>();
        if (which.leads() != null) {
            ids.addAll(which.leads());
        }
        if (which.profiles() != null) {
            which.profiles().forEach(profile -> {
                UUID found = found(sql, tenant, profile);
                if (found == null) {
                    unknown.add(Names.shown(profile));
                } else {
                    ids.add(found);
                }
            });
        }
        if (which.leads() != null || which.profiles() != null) {
            conditions.append(" AND l.lead_id = ANY (?::uuid[])");
            values.add(TenantRows.ids(ids));
        }
        if (conditions.isEmpty()) {
            throw Problem.of(
                    OutreachProblem.WRONG_LEADS,
                    "Say which leads: by sequence, states, blockers, errorClass, slug, sender, company, leads or profiles.");
        }
        values.add(MOST + 1);
        List<Lead> chosen = sql.fetch(
                        "SELECT l.* FROM outreach.lead l WHERE l.tenant_id = ?" + conditions
                                + " ORDER BY l.lead_id LIMIT ?" + (lock ? " FOR UPDATE" : ""),
                        values.toArray())
                .map(Rows::lead);
        if (chosen.size() > MOST) {
            throw Problem.of(
                    OutreachProblem.WRONG_LEADS,
                    "These are more than %,d leads. Narrow the choice, such as to one sequence.".formatted(MOST));
        }
        return chosen;
    }

    private @Nullable UUID found(DSLContext sql, TenantId tenant, String profile) {
        try {
            return profile.contains("@") && !profile.startsWith("@")
                    ? leads.atWork(sql, tenant, Names.email(profile), null, null)
                            .map(Lead::id)
                            .orElse(null)
                    : leads.atWork(sql, tenant, null, Names.linkedin(profile), null)
                            .map(Lead::id)
                            .orElse(null);
        } catch (Names.Unfit unfit) {
            return null;
        }
    }

    /** An act as it was recorded. */
    @Schema(name = "OutreachAct")
    record Recorded(
            UUID id,
            Recovery.Kind kind,
            Map<String, @Nullable Object> asked,
            String note,
            int leads,
            String who,
            Instant at,
            @Nullable Instant undoneAt,
            @Nullable String undoneBy) {}

    List<Recorded> all(DSLContext sql, TenantId tenant, int limit) {
        return sql.fetch(
                        "SELECT * FROM outreach.act WHERE tenant_id = ? ORDER BY at DESC, act_id LIMIT ?",
                        tenant.value(),
                        limit)
                .map(row -> new Recorded(
                        row.get("act_id", UUID.class),
                        Recovery.Kind.valueOf(row.get("kind", String.class)),
                        TenantRows.map(row.get("asked", JSONB.class).data()),
                        row.get("note", String.class),
                        row.get("leads", Integer.class),
                        row.get("who", String.class),
                        row.get("at", Instant.class),
                        row.get("undone_at", Instant.class),
                        row.get("undone_by", String.class)));
    }

    /** @param left how many stay as they are, since something happened to them after the act */
    @Schema(name = "OutreachActUndone")
    record Undone(int undone, int left) {}

    Undone undo(DSLContext sql, TenantId tenant, UUID act, String who) {
        var row = sql
                .fetch("SELECT * FROM outreach.act WHERE tenant_id = ? AND act_id = ? FOR UPDATE", tenant.value(), act)
                .stream()
                .findFirst()
                .orElseThrow(() -> Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no act %s.".formatted(act)));
        Instant now = leads.now();
        if (row.get("undone_at", Instant.class) != null) {
            throw Problem.of(OutreachProblem.WRONG_MOVE, "It was taken back already.");
        }
        if (row.get("at", Instant.class).plus(UNDONE_WITHIN).isBefore(now)) {
            throw Problem.of(
                    OutreachProblem.WRONG_MOVE, "It was done more than 24 hours ago: such acts are not taken back.");
        }
        Admissions.alone(sql, tenant);
        List<Lead> restored = sql.fetch(RESTORE, tenant.value(), act).map(Rows::lead);
        UUID[] ids = TenantRows.ids(restored.stream().map(Lead::id).toList());
        sql.execute(
                "UPDATE outreach.touch t SET state = 'DROPPED', settled_at = ?::timestamptz FROM outreach.act_lead a"
                        + " WHERE a.tenant_id = ? AND a.act_id = ? AND a.lead_id = ANY (?::uuid[]) AND t.tenant_id = a.tenant_id"
                        + " AND t.touch_id = ANY (a.marks)",
                now.toString(),
                tenant.value(),
                act,
                ids);
        sql.execute(
                "UPDATE outreach.act_lead SET undone = true WHERE tenant_id = ? AND act_id = ? AND lead_id = ANY (?::uuid[])",
                tenant.value(),
                act,
                ids);
        sql.execute(
                "UPDATE outreach.act SET undone_at = ?::timestamptz, undone_by = ? WHERE tenant_id = ? AND act_id = ?",
                now.toString(),
                who,
                tenant.value(),
                act);
        Rows.events(
                sql,
                restored.stream()
                        .map(lead -> Rows.event(
                                tenant,
                                lead,
                                null,
                                lead.state(),
                                new Leads.Happening(
                                        EventKind.HANDLED,
                                        now,
                                        lead.step(),
                                        "",
                                        lead.sender(),
                                        "%s took back what was done at %s."
                                                .formatted(who, row.get("at", Instant.class)),
                                        Map.of("source", "person", "act", act.toString()),
                                        who)))
                        .toList());
        leads.rekey(sql, tenant, restored);
        leads.tell(sql, tenant, restored);
        int all = row.get("leads", Integer.class);
        audit.record(
                sql,
                tenant,
                who,
                "outreach.undone",
                act.toString(),
                Map.of("undone", Integer.toString(restored.size()), "left", Integer.toString(all - restored.size())));
        return new Undone(restored.size(), all - restored.size());
    }
}
