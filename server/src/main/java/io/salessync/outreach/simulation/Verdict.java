package io.salessync.outreach.simulation;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.simulation.SimulationReport.Detection;
import io.salessync.outreach.simulation.SimulationReport.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Holds what the program believes against what is so in the sandbox. */
final class Verdict {
    private static final Duration DAY = Duration.ofDays(1);

    /** A list may be as old as the faults make it, and what it told is not false for it. */
    private static final Duration STALE = Duration.ofHours(2);

    /** Answers of people, not of machines. */
    // a greeting stops a sequence too: they are words of a person
    private static final Set<String> ANSWERS =
            Set.of("interested", "not_interested", "greeting", "by_hand", "unsubscribe");

    private static final String TOUCHES = """
            SELECT t.lead_id, t.step, t.action, t.state, t.slug, t.decided_at, t.done_at, l.name, l.state AS lead_state, l.reason, l.blocker
            FROM outreach.touch t JOIN outreach.lead l ON l.tenant_id = t.tenant_id AND l.lead_id = t.lead_id
            WHERE t.tenant_id = ? AND t.sender_id IS NOT NULL ORDER BY t.lead_id, t.step, t.decided_at
            """;

    /** What a lead waits for that no passing fault is: the world, a person, a plan. */
    private static final Set<String> OF_THE_WORLD = Set.of(
            "WINDOW",
            "QUOTA",
            "THROTTLED",
            "ACCOUNT",
            "CONTENT",
            "CONFIG",
            "UNHEARD_OF",
            "PAUSED",
            "KILLED",
            "NO_SENDER",
            "DATA");

    private static final String UNCERTAIN = """
            SELECT lead_id, at, kind FROM outreach.event WHERE tenant_id = ? ORDER BY lead_id, event_id
            """;

    /** When the account that writes to a lead had anything to do with them first. */
    private static final String MET = """
            SELECT e.lead_id, min(coalesce((e.evidence->>'seenAt')::timestamptz, e.at)) AS met FROM outreach.event e
            JOIN outreach.lead l ON l.tenant_id = e.tenant_id AND l.lead_id = e.lead_id AND l.sender_id = e.sender_id
            WHERE e.tenant_id = ? GROUP BY e.lead_id
            """;

    private static final String TOLD = """
            SELECT lead_id, min(coalesce((evidence->>'seenAt')::timestamptz, at)) AS told FROM outreach.event
            WHERE tenant_id = ? AND kind = ? GROUP BY lead_id
            """;

    private final Instant end;
    private final Map<String, JsonNode> people = new HashMap<>();

    Verdict(JsonNode truth, Instant end) {
        this.end = end;
        for (JsonNode person : truth.path("people")) {
            people.put(person.path("person").asString(""), person);
        }
    }

    /** What was to be done and what became of it. */
    record Work(
            int processed,
            int succeeded,
            int refused,
            int open,
            int waiting,
            List<String> unfinished,
            Map<String, Integer> sent) {}

    Work work(DSLContext sql, TenantId tenant) {
        List<List<Record>> groups = new ArrayList<>();
        String last = "";
        for (Record row : sql.fetch(TOUCHES, tenant.value())) {
            String key = row.get("lead_id", UUID.class) + " " + row.get("step", String.class);
            if (!key.equals(last)) {
                groups.add(new ArrayList<>());
                last = key;
            }
            groups.getLast().add(row);
        }
        int succeeded = 0;
        int refused = 0;
        int open = 0;
        int waiting = 0;
        List<String> unfinished = new ArrayList<>();
        Map<String, Integer> sent = new TreeMap<>();
        for (List<Record> group : groups) {
            Record latest = group.getLast();
            String state = latest.get("state", String.class);
            LeadState lead = LeadState.valueOf(latest.get("lead_state", String.class));
            if (state.equals("DONE")) {
                succeeded++;
                sent.merge(latest.get("action", String.class), 1, Integer::sum);
            } else if (lead == LeadState.FAILED && named(latest)) {
                succeeded++;
                refused++;
            } else if (latest.get("decided_at", Instant.class).isAfter(end.minus(DAY)) || lead.ended()) {
                open++;
            } else if (state.equals("WAITS_FOR_APPROVAL") || blocked(latest)) {
                waiting++;
            } else {
                unfinished.add("%s, step %s: %s%s since %s"
                        .formatted(
                                latest.get("name", String.class),
                                latest.get("step", String.class),
                                state,
                                latest.get("slug", String.class) == null ? "" : " " + latest.get("slug", String.class),
                                latest.get("decided_at", Instant.class)));
            }
        }
        return new Work(succeeded + unfinished.size(), succeeded, refused, open, waiting, unfinished, sent);
    }

    /** Whether the lead failed for just what the call was refused for. */
    private static boolean named(Record touch) {
        String slug = touch.get("slug", String.class);
        String reason = touch.get("reason", String.class);
        return slug != null
                && (slug.equals(reason)
                        || slug.endsWith("no_connection_with_recipient") && "lost_connection".equals(reason));
    }

    private static boolean blocked(Record touch) {
        String blocker = touch.get("blocker", String.class);
        return blocker != null && OF_THE_WORLD.contains(blocker);
    }

    /** How long calls without an outcome took until it was known. */
    static Times uncertain(DSLContext sql, TenantId tenant) {
        List<Long> times = new ArrayList<>();
        Map<UUID, Instant> since = new HashMap<>();
        for (Record row : sql.fetch(UNCERTAIN, tenant.value())) {
            UUID lead = row.get("lead_id", UUID.class);
            Instant at = row.get("at", Instant.class);
            if (row.get("kind", String.class).equals("UNCERTAIN")) {
                since.putIfAbsent(lead, at);
            } else if (row.get("kind", String.class).equals("VERIFIED") && since.containsKey(lead)) {
                times.add(Math.max(0, Duration.between(since.remove(lead), at).toSeconds()));
            }
        }
        return Times.of(times);
    }

    List<String> doubles() {
        List<String> doubles = new ArrayList<>();
        people.values()
                .forEach(person -> person.path("double_sends")
                        .forEach(each -> doubles.add(person.path("name").asString("") + ": " + each.asString(""))));
        return doubles;
    }

    /** When each was told first; that of a message or connection itself may be earlier. */
    static Map<UUID, Instant> told(DSLContext sql, TenantId tenant, EventKind kind) {
        Map<UUID, Instant> told = new HashMap<>();
        sql.fetch(TOLD, tenant.value(), kind.name())
                .forEach(row -> told.put(row.get("lead_id", UUID.class), row.get("told", Instant.class)));
        return told;
    }

    static Map<UUID, Instant> met(DSLContext sql, TenantId tenant) {
        Map<UUID, Instant> met = new HashMap<>();
        sql.fetch(MET, tenant.value())
                .forEach(row -> met.put(row.get("lead_id", UUID.class), row.get("met", Instant.class)));
        return met;
    }

    /**
     * A connection with another account than the one that writes to them is none of the lead's; nor is it a wrong one. One that came about
     * before that account had anything to do with them is waited for from then on, unless they were invited when they entered.
     *
     * @param keys the sandbox's people by lead
     * @param accounts ours, by sender
     * @param told as {@link #told}
     * @param met as {@link #met}
     */
    Detection connections(
            List<Lead> leads,
            Map<UUID, String> keys,
            Map<UUID, String> accounts,
            Map<UUID, Instant> told,
            Map<UUID, Instant> met) {
        Counting counting = new Counting();
        for (Lead lead : leads) {
            String key = keys.get(lead.id());
            if (key == null) {
                continue;
            }
            Instant so = null;
            boolean other = false;
            String own = lead.sender() == null ? null : accounts.get(lead.sender());
            for (JsonNode tie : person(key).path("connections")) {
                String account = tie.path("account").asString("");
                boolean counts = own == null ? accounts.containsValue(account) : account.equals(own);
                so = counts ? earliest(so, tie.path("at")) : so;
                other |= !counts;
            }
            Instant seen = lead.connectedAt() == null ? null : told.getOrDefault(lead.id(), lead.connectedAt());
            if (so == null && (other || seen != null && wasSo(key, own, accounts, seen))) {
                continue;
            }
            Instant first = met.get(lead.id());
            Instant invited = lead.invitedAt();
            boolean waited = invited != null && !invited.isAfter(lead.enteredAt());
            if (so != null && !waited && first == null && own == null && seen == null) {
                // connected by hand, and no account of ours had anything to do with them yet
                continue;
            }
            if (so != null && !waited && first != null && first.isAfter(so)) {
                so = first;
            }
            // who was through before is waited for by nobody
            boolean over = lead.endedAt() != null && so != null && so.isAfter(lead.endedAt());
            if (!over) {
                counting.count(lead, so, seen, lead.enteredAt());
            }
        }
        return counting.told();
    }

    /** Whether they were connected when it was told, and one of them took it back since. */
    private boolean wasSo(String key, @Nullable String own, Map<UUID, String> accounts, Instant seen) {
        for (JsonNode tie : person(key).path("former_connections")) {
            String account = tie.path("account").asString("");
            boolean counts = own == null ? accounts.containsValue(account) : account.equals(own);
            Instant at = Instant.parse(tie.path("at").asString(""));
            Instant until = Instant.parse(tie.path("until").asString(""));
            if (counts && !seen.isBefore(at) && !seen.isAfter(until.plus(STALE))) {
                return true;
            }
        }
        return false;
    }

    /** @param told as {@link #told} */
    Detection replies(List<Lead> leads, Map<UUID, String> keys, Map<UUID, Instant> told) {
        Counting counting = new Counting();
        for (Lead lead : leads) {
            String key = keys.get(lead.id());
            if (key == null) {
                continue;
            }
            Instant so = null;
            for (String list : List.of("messages", "mails")) {
                for (JsonNode one : person(key).path(list)) {
                    boolean counts = one.path("from_person").asBoolean(false)
                            && ANSWERS.contains(one.path("kind").asString(""));
                    so = counts ? earliest(so, one.path("at")) : so;
                }
            }
            boolean over = so != null
                    && lead.endedAt() != null
                    && so.isAfter(lead.endedAt())
                    && (lead.state() == LeadState.SUPPRESSED || lead.state() == LeadState.FAILED);
            if (!over) {
                // an answer of somebody who was through for another reason stands in the story alone
                Instant seen = told.getOrDefault(lead.id(), lead.repliedAt());
                counting.count(lead, so, seen, lead.enteredAt());
            }
        }
        return counting.told();
    }

    private JsonNode person(String key) {
        return people.getOrDefault(key, tools.jackson.databind.node.MissingNode.getInstance());
    }

    private static @Nullable Instant earliest(@Nullable Instant so, JsonNode at) {
        Instant one = Instant.parse(at.asString(""));
        return so == null || one.isBefore(so) ? one : so;
    }

    private final class Counting {
        private int all;
        private int within;
        private int found;
        private final List<String> missed = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();
        private final List<String> late = new ArrayList<>();
        private final List<Long> lags = new ArrayList<>();
        private final Set<UUID> seen = new HashSet<>();

        void count(Lead lead, @Nullable Instant so, @Nullable Instant told, Instant entered) {
            if (!seen.add(lead.id())) {
                return;
            }
            if (so == null) {
                if (told != null) {
                    wrong.add(lead.name());
                }
                return;
            }
            // what is a few hours old may still be found in time
            if (told == null && so.isAfter(end.minus(DAY))) {
                return;
            }
            all++;
            if (told == null) {
                missed.add("%s, since %s; the lead is %s".formatted(lead.name(), so, lead.state()));
                return;
            }
            found++;
            if (so.isBefore(entered)) {
                within++;
                return;
            }
            long lag = Math.max(0, Duration.between(so, told).toSeconds());
            lags.add(lag);
            within += lag <= DAY.toSeconds() ? 1 : 0;
            if (lag > DAY.toSeconds()) {
                late.add("%s, since %s, told %s".formatted(lead.name(), so, told));
            }
        }

        Detection told() {
            return new Detection(all, found, missed, wrong, within, late, Times.of(lags));
        }
    }
}
