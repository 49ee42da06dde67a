package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.leads.Leads.Happening;
import io.salessync.outreach.leads.Leads.Move;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.SequenceDocument.Settings;
import io.salessync.outreach.sequences.SequenceDocument.StopOnReply;
import io.salessync.outreach.sequences.SequenceDocument.Window;
import io.salessync.outreach.sequences.SequenceDocument.ZoneOf;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes sequences and candidates. */
final class LeadKit {
    private LeadKit() {}

    static SequenceDocument document(String name, int quietDays) {
        return document(name, quietDays, StopOnReply.PERSON, 0);
    }

    static SequenceDocument document(String name, int quietDays, StopOnReply stop, int perCompany) {
        return new SequenceDocument(
                name,
                "",
                new Settings(
                        new Window(
                                EnumSet.allOf(DayOfWeek.class),
                                LocalTime.of(8, 0),
                                LocalTime.of(18, 0),
                                ZoneOf.SENDER,
                                false,
                                false,
                                List.of()),
                        false,
                        stop,
                        List.of(),
                        List.of(),
                        quietDays,
                        perCompany,
                        "any",
                        false,
                        false),
                List.of(
                        new Step.Visit("look", "invite"),
                        new Step.Invite("invite", List.of(new Step.Variant("", 100, "", "")), true, "accepted"),
                        new Step.Condition(
                                "accepted", Step.Condition.Question.CONNECTED, "", 14, "hello", "end", "end"),
                        new Step.Message("hello", List.of(new Step.Variant("", 100, "", "Hello there")), "end"),
                        new Step.End("end")));
    }

    static UUID sequence(Sequences sequences, DSLContext sql, TenantId tenant, String name, int quietDays) {
        return sequence(sequences, sql, tenant, document(name, quietDays));
    }

    static UUID sequence(Sequences sequences, DSLContext sql, TenantId tenant, SequenceDocument document) {
        UUID id = sequences.put(sql, tenant, document, "ann@example.org").id();
        sequences.publish(sql, tenant, id, "first", "ann@example.org");
        return id;
    }

    static Candidate candidate(int row, @Nullable String email, @Nullable String linkedin, String... fields) {
        return candidate(row, null, email, linkedin, LeadState.PENDING_INVITE, fields);
    }

    static Candidate candidate(
            int row,
            @Nullable UUID person,
            @Nullable String email,
            @Nullable String linkedin,
            LeadState state,
            String... fields) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put(fields[i], fields[i + 1]);
        }
        return new Candidate(row, person, email, linkedin, values, null, "DE", state);
    }

    static Move move(
            LeadState to,
            @Nullable String step,
            @Nullable Instant next,
            @Nullable Blocker blocker,
            EventKind kind,
            Instant at) {
        return new Move(
                to,
                null,
                step,
                next,
                blocker,
                null,
                0,
                null,
                null,
                new Happening(kind, at, step, "", null, "A test moved it.", Map.of("source", "test"), "outreach"));
    }
}
