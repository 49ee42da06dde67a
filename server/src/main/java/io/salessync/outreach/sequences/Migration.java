package io.salessync.outreach.sequences;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.MovePreviews;
import io.salessync.outreach.leads.VersionMoves;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Leads that walk by older versions, and what would become of them in a new one. */
@Component
class Migration {
    private final PostgresSequences sequences;
    private final VersionMoves moves;
    private final MovePreviews previews;
    private final InstantSource clock;

    Migration(PostgresSequences sequences, VersionMoves moves, MovePreviews previews, InstantSource clock) {
        this.sequences = sequences;
        this.moves = moves;
        this.previews = previews;
        this.clock = clock;
    }

    /** Where a step's leads go. */
    enum How {
        /** The new version has a step of the same id. */
        SAME,
        /** A person said so. */
        MAPPED,
        /** The step is gone: a person has to say where they go. */
        CHOOSE
    }

    /**
     * The leads at one step of an older version.
     *
     * @param step empty: past the last
     * @param type what the step is; empty where the old version does not say
     * @param busy those of them that stay, since something is under way with them; try again later
     * @param to where they go; null: they are completed, or it has to be chosen
     * @param suggestion for {@link How#CHOOSE}: the next step behind it that is still there
     * @param passes steps on their way that some of them have been through already: they are not sent again
     * @param notes sentences for people
     */
    record Row(
            int version,
            String step,
            String type,
            long leads,
            long busy,
            How how,
            @Nullable String to,
            @Nullable String suggestion,
            List<Pass> passes,
            List<String> notes) {}

    record Pass(String step, long leads) {}

    /**
     * @param ready whether it can be done: nothing is left to be chosen
     * @param steps ids that may be chosen
     */
    record Preview(int target, boolean ready, long leads, long busy, List<Row> rows, List<String> steps) {}

    /** @param mapping by step of an older version; a null value completes its leads */
    Preview preview(DSLContext sql, TenantId tenant, UUID id, int target, Map<String, @Nullable String> mapping) {
        SequenceDocument to = sequences.documentOf(sql, tenant, id, target);
        mapping.forEach((from, chosen) -> {
            if (chosen != null && to.step(chosen).isEmpty()) {
                throw Problem.of(
                                OutreachProblem.WRONG_SEQUENCE,
                                "The mapping leads '%s' to '%s', and version %d has no such step%s."
                                        .formatted(
                                                from,
                                                chosen,
                                                target,
                                                io.salessync.kernel.problems.Nearest.hint(
                                                        chosen,
                                                        to.steps().stream()
                                                                .map(Step::id)
                                                                .toList())))
                        .with("field", "mapping/" + from);
            }
        });
        Instant now = now();
        Map<String, List<VersionMoves.Done>> done = moves.done(sql, tenant, id, target).stream()
                .collect(Collectors.groupingBy(one -> one.version() + " " + one.step()));
        Map<Integer, SequenceDocument> olds = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (VersionMoves.Standing standing : moves.standing(sql, tenant, id, target, now)) {
            SequenceDocument old =
                    olds.computeIfAbsent(standing.version(), version -> sequences.documentOf(sql, tenant, id, version));
            rows.add(row(
                    standing,
                    old,
                    to,
                    mapping,
                    done.getOrDefault(standing.version() + " " + standing.step(), List.of())));
        }
        return new Preview(
                target,
                rows.stream().noneMatch(row -> row.how() == How.CHOOSE),
                rows.stream().mapToLong(Row::leads).sum(),
                rows.stream().mapToLong(Row::busy).sum(),
                rows,
                to.steps().stream().map(Step::id).toList());
    }

    private static Row row(
            VersionMoves.Standing standing,
            SequenceDocument old,
            SequenceDocument to,
            Map<String, @Nullable String> mapping,
            List<VersionMoves.Done> done) {
        Step before = old.step(standing.step()).orElse(null);
        Step same = to.step(standing.step()).orElse(null);
        How how;
        String target = null;
        if (mapping.containsKey(standing.step())) {
            how = How.MAPPED;
            target = mapping.get(standing.step());
        } else if (same != null) {
            how = How.SAME;
            target = same.id();
        } else {
            how = How.CHOOSE;
        }
        List<String> notes = new ArrayList<>();
        if (how == How.SAME
                && before != null
                && same != null
                && !SequenceText.type(before).equals(SequenceText.type(same))) {
            notes.add("The step is of another kind now: %s, it was %s."
                    .formatted(SequenceText.type(same), SequenceText.type(before)));
        }
        if (how == How.SAME && same instanceof Step.Wait && !same.equals(before)) {
            notes.add("Who waits here already keeps the time it has.");
        }
        if (how == How.MAPPED && target == null) {
            notes.add("They are completed and get nothing more.");
        }
        if (how == How.CHOOSE) {
            notes.add("The step is not in the new version: choose where they go, or null to complete them.");
        }
        if (standing.busy() > 0) {
            notes.add("%,d of them stay, since a call or an approval is under way; try again later."
                    .formatted(standing.busy()));
        }
        Set<String> ahead = target == null ? Set.of() : behind(to, target);
        List<Pass> passes = done.stream()
                .filter(one -> ahead.contains(one.done()))
                .map(one -> new Pass(one.done(), one.leads()))
                .toList();
        passes.forEach(pass -> notes.add("%,d of them have been through '%s' already and are not sent it again."
                .formatted(pass.leads(), pass.step())));
        return new Row(
                standing.version(),
                standing.step(),
                before == null ? "" : SequenceText.type(before),
                standing.leads(),
                standing.busy(),
                how,
                target,
                how == How.CHOOSE ? suggestion(old, to, standing.step()) : null,
                passes,
                notes);
    }

    /** All steps that can be reached from there, itself included. */
    private static Set<String> behind(SequenceDocument document, String from) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            String id = next.poll();
            if (reached.add(id)) {
                document.step(id)
                        .ifPresent(step -> SequenceCheck.waysOf(step).values().forEach(to -> {
                            if (to != null) {
                                next.add(to);
                            }
                        }));
            }
        }
        return reached;
    }

    private static @Nullable String suggestion(SequenceDocument old, SequenceDocument to, String from) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            String id = next.poll();
            if (to.step(id).isPresent()) {
                return id;
            }
            if (seen.add(id)) {
                old.step(id)
                        .ifPresent(step -> SequenceCheck.waysOf(step).values().forEach(way -> {
                            if (way != null) {
                                next.add(way);
                            }
                        }));
            }
        }
        return null;
    }

    /**
     * Does what the preview says, in the open transaction.
     *
     * @throws Problem naming the steps of which nobody said where their leads go
     */
    VersionMoves.Moved apply(
            DSLContext sql, TenantId tenant, UUID id, int target, Map<String, @Nullable String> mapping, String who) {
        Preview preview = preview(sql, tenant, id, target, mapping);
        if (!preview.ready()) {
            String open = preview.rows().stream()
                    .filter(row -> row.how() == How.CHOOSE)
                    .map(row -> "'%s' of version %d (%,d leads)"
                            .formatted(row.step().isEmpty() ? "past the last" : row.step(), row.version(), row.leads()))
                    .collect(Collectors.joining(", "));
            throw Problem.of(
                            OutreachProblem.WRONG_SEQUENCE,
                            "Version %d has no step for the leads at %s; say in the mapping where they go, or null to complete them."
                                    .formatted(target, open))
                    .with("preview", preview);
        }
        List<VersionMoves.Way> ways = preview.rows().stream()
                .map(row -> new VersionMoves.Way(row.version(), row.step(), row.to()))
                .toList();
        VersionMoves.Moved moved = moves.move(sql, tenant, id, target, ways, who, now());
        sequences.tell(
                sql,
                tenant,
                id,
                who,
                "outreach.leads-migrated",
                sequences.get(sql, tenant, id).name(),
                Map.of(
                        "to", String.valueOf(target),
                        "moved", String.valueOf(moved.moved()),
                        "completed", String.valueOf(moved.completed()),
                        "stayed", String.valueOf(moved.busy())));
        return moved;
    }

    /** What a preview by lead is. */
    record Kept(MovePreviews.Preview preview, boolean ready, Map<MovePreviews.Outcome, Long> counts) {}

    /** Looks at each lead, and keeps what would become of it. */
    Kept keep(DSLContext sql, TenantId tenant, UUID id, int target, Map<String, @Nullable String> mapping, String who) {
        Preview preview = preview(sql, tenant, id, target, mapping);
        List<MovePreviews.Way> ways = preview.rows().stream()
                .map(row -> new MovePreviews.Way(
                        row.version(), row.step(), row.to() == null ? "" : row.to(), row.how() == How.CHOOSE))
                .toList();
        MovePreviews.Preview kept = previews.keep(sql, tenant, id, target, ways, who, now());
        return new Kept(kept, preview.ready(), previews.counts(sql, tenant, kept.id()));
    }

    /** @throws Problem where there is none any more */
    MovePreviews.Preview kept(DSLContext sql, TenantId tenant, UUID id, UUID preview) {
        return previews.preview(sql, tenant, id, preview, now())
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.CHANGED_MEANWHILE,
                                "There is no such preview of a migration any more; they are kept for a day. Look at it anew.")
                        .with("preview", preview));
    }

    /**
     * Does what a preview told, in the open transaction.
     *
     * @throws Problem where it was done already, or leads are left of which nobody said where they go
     */
    VersionMoves.AsSeen apply(DSLContext sql, TenantId tenant, UUID id, UUID preview, String who) {
        MovePreviews.Preview kept = kept(sql, tenant, id, preview);
        if (kept.appliedAt() != null) {
            throw Problem.of(
                            OutreachProblem.CHANGED_MEANWHILE,
                            "What this preview shows was done on %s. Look at it anew.".formatted(kept.appliedAt()))
                    .with("preview", preview);
        }
        Long open = previews.counts(sql, tenant, preview).get(MovePreviews.Outcome.CHOOSE);
        if (open != null) {
            throw Problem.of(
                            OutreachProblem.WRONG_SEQUENCE,
                            "The step of %,d leads is gone in version %d; say in the mapping where they go, or null to complete them."
                                    .formatted(open, kept.target()))
                    .with("preview", preview);
        }
        VersionMoves.AsSeen done = moves.move(sql, tenant, kept, who, now());
        sequences.tell(
                sql,
                tenant,
                id,
                who,
                "outreach.leads-migrated",
                sequences.get(sql, tenant, id).name(),
                Map.of(
                        "to", String.valueOf(kept.target()),
                        "preview", preview.toString(),
                        "moved", String.valueOf(done.moved().moved()),
                        "completed", String.valueOf(done.moved().completed())));
        return done;
    }

    /** Why a lead of a preview goes where it goes, in a sentence. */
    String why(DSLContext sql, TenantId tenant, MovePreviews.Preview preview, MovePreviews.Line line) {
        SequenceDocument to = sequences.documentOf(sql, tenant, preview.sequence(), preview.target());
        String why = switch (line.outcome()) {
            case KEPT -> "Version %d has the step “%s”: it stays there.".formatted(preview.target(), line.to());
            case MOVED -> "Somebody chose “%s” for those at “%s”.".formatted(line.to(), shown(line.step()));
            case COMPLETED -> "Somebody chose that those at “%s” get nothing more.".formatted(shown(line.step()));
            case CHOOSE ->
                "Version %d has no step “%s”: a person has to say where it goes."
                        .formatted(preview.target(), shown(line.step()));
            case STAYS ->
                "It stays on version %d: %s."
                        .formatted(
                                line.version(),
                                switch (line.cause()) {
                                    case "VERIFY" -> "nobody knows yet what became of its last call";
                                    case "APPROVAL" -> "its text waits to be approved";
                                    default -> "a call for it is under way";
                                });
        };
        Set<String> ahead =
                line.to().isEmpty() || line.outcome() == MovePreviews.Outcome.STAYS ? Set.of() : behind(to, line.to());
        List<String> again =
                line.had().stream().filter(ahead::contains).sorted().toList();
        return again.isEmpty()
                ? why
                : why
                        + " It had %s already and does not get it again."
                                .formatted(again.stream()
                                        .map(step -> "“" + step + "”")
                                        .collect(Collectors.joining(", ")));
    }

    private static String shown(String step) {
        return step.isEmpty() ? "the end" : step;
    }

    /** How many are on their way by older versions. */
    long older(DSLContext sql, TenantId tenant, UUID id, int newest) {
        return moves.standing(sql, tenant, id, newest, now()).stream()
                .mapToLong(VersionMoves.Standing::leads)
                .sum();
    }

    /** How many of a sequence are on their way. */
    static int atWork(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetchSingle(
                        "SELECT count(*)::int FROM outreach.lead WHERE tenant_id = ? AND sequence_id = ? AND ended_at IS NULL",
                        tenant.value(),
                        id)
                .get(0, Integer.class);
    }

    /** Has the leads looked at again that only waited for the sequence to go on. */
    static void wake(DSLContext sql, TenantId tenant, UUID id, Instant now) {
        sql.execute(
                "UPDATE outreach.lead SET next_at = ?::timestamptz WHERE tenant_id = ? AND lead_id IN (SELECT lead_id FROM"
                        + " outreach.lead WHERE tenant_id = ? AND sequence_id = ? AND ended_at IS NULL AND blocker = 'SEQUENCE'"
                        + " AND state NOT IN ('PAUSED', 'PENDING_VERIFY') FOR UPDATE SKIP LOCKED)",
                now.atOffset(ZoneOffset.UTC),
                tenant.value(),
                tenant.value(),
                id);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
