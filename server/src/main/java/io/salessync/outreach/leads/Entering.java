package io.salessync.outreach.leads;

import io.salessync.outreach.leads.Admissions.Entrant;
import io.salessync.outreach.leads.Admissions.Ready;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a lead of a candidate, as it would enter a sequence. */
final class Entering {
    static final int LONGEST_NAME = 200;
    static final int LONGEST_VALUE = 4_000;
    static final int MOST_FIELDS = 60;

    private Entering() {}

    /** @throws Names.Unfit with the sentence that says what is wrong with it */
    static Ready ready(Entrant entrant, Sequences.Live sequence, Instant now) {
        Candidate candidate = entrant.candidate();
        String email = Names.email(candidate.email());
        String linkedin = Names.linkedin(candidate.linkedin());
        if (email == null && linkedin == null) {
            throw new Names.Unfit("There is neither an e-mail address nor a LinkedIn profile to reach them by.");
        }
        if (candidate.fields().size() > MOST_FIELDS) {
            throw new Names.Unfit("It has %d fields; a lead has at most %d."
                    .formatted(candidate.fields().size(), MOST_FIELDS));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        candidate.fields().forEach((name, value) -> {
            if (value.length() > LONGEST_VALUE) {
                throw new Names.Unfit("'%s' has %,d characters; a value has at most %,d. Cut it."
                        .formatted(Names.shown(name), value.length(), LONGEST_VALUE));
            }
            if (!value.isBlank()) {
                fields.put(name, value);
            }
        });
        String name = name(fields, email, linkedin);
        String company = fields.getOrDefault("company", "").strip();
        for (Map.Entry<String, String> one :
                Map.of("name", name, "company", company).entrySet()) {
            if (one.getValue().codePointCount(0, one.getValue().length()) > LONGEST_NAME) {
                throw new Names.Unfit("The %s '%s' has more than %d characters. Cut it."
                        .formatted(one.getKey(), Names.shown(one.getValue()), LONGEST_NAME));
            }
        }
        LeadState state = candidate.state();
        List<Step> steps = sequence.document().steps();
        String step = steps.isEmpty() ? null : steps.getFirst().id();
        List<Step> done = List.of();
        switch (state) {
            case PENDING_INVITE, REPLIED -> {}
            case INVITE_SENT, CONNECTED -> {
                Documents.Behind behind = Documents.behindInvitation(steps).orElse(null);
                if (behind != null) {
                    step = behind.step();
                    done = behind.done();
                } else if (state == LeadState.INVITE_SENT) {
                    throw new Names.Unfit(
                            "It is invited already, and the sequence “%s” has no invitation that could count as sent."
                                    .formatted(sequence.document().name()));
                }
            }
            default ->
                throw new Names.Unfit(
                        "A lead cannot enter as %s: say nothing, INVITE_SENT, CONNECTED or REPLIED.".formatted(state));
        }
        Instant since = entrant.since() == null || entrant.since().isAfter(now) ? now : entrant.since();
        boolean ended = state.ended();
        boolean connected = state == LeadState.CONNECTED;
        String country = candidate.country().strip().toUpperCase(Locale.ROOT);
        Lead lead = new Lead(
                UUID.randomUUID(),
                sequence.sequence(),
                sequence.version(),
                candidate.person(),
                name,
                company,
                Names.companyKey(company, email),
                email,
                linkedin,
                fields,
                zone(candidate.zone(), country),
                country,
                state,
                null,
                null,
                ended ? null : step,
                ended ? null : now,
                null,
                null,
                null,
                null,
                0,
                null,
                now,
                now,
                now,
                state == LeadState.INVITE_SENT ? since : null,
                connected ? since : null,
                ended ? since : null,
                ended ? now : null,
                1);
        return new Ready(entrant, lead, done);
    }

    private static String name(Map<String, String> fields, @Nullable String email, @Nullable String linkedin) {
        String whole = fields.getOrDefault("name", "").strip();
        if (whole.isEmpty()) {
            whole = (fields.getOrDefault("first_name", "") + " " + fields.getOrDefault("last_name", "")).strip();
        }
        return whole.isEmpty() ? Objects.requireNonNullElse(email, String.valueOf(linkedin)) : whole;
    }

    private static @Nullable ZoneId zone(@Nullable String given, String country) {
        if (given == null || given.isBlank()) {
            return Zones.of(country);
        }
        try {
            return ZoneId.of(given.strip());
        } catch (DateTimeException e) {
            throw new Names.Unfit("'%s' is no time zone, such as Europe/Berlin.".formatted(Names.shown(given)));
        }
    }
}
