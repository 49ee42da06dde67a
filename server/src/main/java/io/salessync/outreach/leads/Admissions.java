package io.salessync.outreach.leads;

import io.salessync.customers.Customers;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads.Admission;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Takes a page of candidates into a sequence: one at a time in a tenant, each taken or told why not, in a handful of statements. */
final class Admissions {
    private static final String PERSON = "PERSON";

    private final PostgresLeads leads;
    private final DSLContext sql;
    private final TenantId tenant;
    private final Sequences.Live sequence;
    private final String who;
    private final Terms terms;
    private final Instant now;
    private final Obstacles obstacles;

    Admissions(
            PostgresLeads leads,
            Customers customers,
            Suppressions suppressions,
            DSLContext sql,
            TenantId tenant,
            Sequences.Live sequence,
            String who,
            Terms terms,
            Instant now) {
        this.leads = leads;
        this.sql = sql;
        this.tenant = tenant;
        this.sequence = sequence;
        this.who = who;
        this.terms = terms;
        this.now = now;
        this.obstacles = new Obstacles(customers, suppressions, sql, tenant, sequence, terms, now);
    }

    /**
     * On what terms leads are taken in.
     *
     * @param source for the story, such as {@code csv leads.csv}
     * @param mostPerCompany at work at once, over all sequences; 0: as many as there are
     * @param again whether people who went through this sequence before enter again
     */
    record Terms(String source, int mostPerCompany, boolean again) {
        static Terms standard(String source) {
            return new Terms(source, 0, false);
        }
    }

    /**
     * A candidate with what is known of what another tool did.
     *
     * @param since when it was invited, connected or answered there; null: not known
     */
    record Entrant(Candidate candidate, @Nullable Instant since) {
        Entrant(Candidate candidate) {
            this(candidate, null);
        }
    }

    /** Waits until no other transaction of the tenant takes leads in, and keeps others waiting until this one ends. */
    static void alone(DSLContext sql, TenantId tenant) {
        sql.fetch("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "outreach leads " + tenant);
    }

    /** What a person is known by. */
    record Key(String kind, String value) {}

    /** A lead that is not written yet, and the steps that were done elsewhere. */
    record Ready(Entrant entrant, Lead lead, List<Step> done) {
        /** What people know of it: of a customer the name and the address, for the id tells nobody anything. */
        String shown(Key key) {
            if (!key.kind().equals(PERSON)) {
                return key.value();
            }
            String address = lead.email() == null ? lead.linkedin() : lead.email();
            return address == null || address.equals(lead.name()) ? lead.name() : lead.name() + " (" + address + ")";
        }

        List<Key> keys() {
            List<Key> keys = new ArrayList<>();
            if (lead.person() != null) {
                keys.add(new Key(PERSON, lead.person().toString()));
            }
            if (lead.linkedin() != null) {
                keys.add(new Key("LINKEDIN", lead.linkedin()));
            }
            if (lead.email() != null) {
                keys.add(new Key("EMAIL", lead.email()));
            }
            return keys;
        }
    }

    /** A candidate on its way through the checks; taken unless something says why not. */
    static final class Slot {
        final Candidate candidate;

        @Nullable Ready ready;

        @Nullable String why;

        Slot(Candidate candidate) {
            this.candidate = candidate;
        }
    }

    List<Admission> take(List<Entrant> entrants) {
        if (sequence.state() == Sequences.State.ARCHIVED) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” is archived: nobody enters it any more."
                            .formatted(sequence.document().name()));
        }
        alone(sql, tenant);
        List<Slot> slots = prepared(entrants);
        List<Ready> open = open(slots);
        obstacles.tell(slots, open);
        AdmittedRows.write(leads, sql, tenant, open(slots), who, terms, now);
        List<Admission> told = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            Ready ready = slot.ready;
            told.add(new Admission(
                    slot.candidate.row(),
                    ready == null || slot.why != null ? null : ready.lead().id(),
                    slot.why));
        }
        return told;
    }

    private List<Slot> prepared(List<Entrant> entrants) {
        List<Slot> slots = new ArrayList<>(entrants.size());
        Map<Key, Integer> rows = new HashMap<>();
        for (Entrant entrant : entrants) {
            Slot slot = new Slot(entrant.candidate());
            slots.add(slot);
            Ready ready;
            try {
                ready = Entering.ready(entrant, sequence, now);
            } catch (Names.Unfit unfit) {
                slot.why = unfit.getMessage();
                continue;
            }
            slot.ready = ready;
            for (Key key : ready.keys()) {
                Integer before = rows.putIfAbsent(key, slot.candidate.row());
                if (before != null && slot.why == null) {
                    String shown = ready.shown(key);
                    slot.why = before == 0
                            ? "%s is in the list twice.".formatted(shown)
                            : "%s is in row %d already.".formatted(shown, before);
                }
            }
        }
        return slots;
    }

    static List<Ready> open(List<Slot> slots) {
        List<Ready> open = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.ready != null && slot.why == null) {
                open.add(slot.ready);
            }
        }
        return open;
    }
}
