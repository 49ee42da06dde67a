package io.salessync.outreach.simulation;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.VersionMoves;
import io.salessync.outreach.leads.VersionMoves.Way;
import io.salessync.outreach.sending.ReadySenders;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * The people of a simulation whom the program asks: some hours after an account was stopped by an error that nobody knows, by wrong
 * settings or by a refusal that needs a person, they let it go on; some hours after a text was refused they publish another one and take
 * the leads along. They do nothing else.
 */
final class Attendants {
    private static final int SOONEST_MINUTES = 60;
    private static final int LATEST_MINUTES = 8 * 60;

    private static final String ASKED = """
            SELECT sender_id::text AS what FROM outreach.sender
            WHERE tenant_id = ? AND (refused IS NOT NULL OR misconfigured IS NOT NULL OR barred IS NOT NULL AND barred_until IS NULL)
            UNION ALL
            SELECT DISTINCT 'text ' || sequence_id FROM outreach.lead WHERE tenant_id = ? AND ended_at IS NULL AND blocker = 'CONTENT'
            """;

    private static final String REFUSED_TEXT =
            "SELECT EXISTS (SELECT FROM outreach.blocked_text WHERE tenant_id = ? AND sequence_id = ? AND version = ?)";

    private final Database database;
    private final ReadySenders senders;
    private final Sequences sequences;
    private final VersionMoves moves;
    private final Actor actor;
    private final Random random;

    /** What they were asked and when they get round to it. */
    private final Map<String, Instant> asked = new HashMap<>();

    private int acts;

    Attendants(
            Database database, ReadySenders senders, Sequences sequences, VersionMoves moves, Actor actor, long seed) {
        this.database = database;
        this.senders = senders;
        this.sequences = sequences;
        this.moves = moves;
        this.actor = actor;
        this.random = new Random(seed ^ 0x5DEE_CE66DL);
    }

    /** How often they did something. */
    int acts() {
        return acts;
    }

    /** When they do something next; null: nobody asked them anything. */
    @Nullable Instant next() {
        return asked.values().stream().min(Instant::compareTo).orElse(null);
    }

    /** Sees what they are asked, and does what is due. */
    void look(Instant now) {
        TenantId tenant = actor.tenant();
        Set<String> open = new HashSet<>(database.inTenant(
                tenant, sql -> sql.fetch(ASKED, tenant.value(), tenant.value()).getValues("what", String.class)));
        asked.keySet().retainAll(open);
        for (String what : open.stream().sorted().toList()) {
            Instant due = asked.computeIfAbsent(
                    what,
                    key -> now.plus(
                            Duration.ofMinutes(SOONEST_MINUTES + random.nextInt(LATEST_MINUTES - SOONEST_MINUTES))));
            if (due.isAfter(now)) {
                continue;
            }
            asked.remove(what);
            acts++;
            if (what.startsWith("text ")) {
                UUID sequence = UUID.fromString(what.substring("text ".length()));
                database.runInTenant(tenant, sql -> otherText(sql, sequence, now));
            } else {
                senders.goOn(actor, UUID.fromString(what));
            }
        }
    }

    private void otherText(DSLContext sql, UUID sequence, Instant now) {
        TenantId tenant = actor.tenant();
        Sequences.Live newest = sequences.newest(sql, tenant, sequence).orElseThrow();
        int version = newest.version();
        Record refused = sql.fetchSingle(REFUSED_TEXT, tenant.value(), sequence, version);
        if (refused.get(0, Boolean.class)) {
            SequenceDocument document = newest.document();
            sequences.put(
                    sql,
                    tenant,
                    new SequenceDocument(
                            document.name(),
                            "Looked over at " + now,
                            document.fields(),
                            document.settings(),
                            document.steps()),
                    actor.signature());
            Integer published = sequences
                    .publish(sql, tenant, sequence, "Another text", actor.signature())
                    .version();
            version = published == null ? version : published;
        }
        List<Way> ways = new ArrayList<>();
        moves.standing(sql, tenant, sequence, version, now)
                .forEach(standing -> ways.add(new Way(
                        standing.version(), standing.step(), standing.step().isEmpty() ? null : standing.step())));
        moves.move(sql, tenant, sequence, version, ways, actor.signature(), now);
    }
}
