package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a sender stands: what it used, how fast it may go, what holds it.
 *
 * @param today in its zone
 * @param uses by action, the last seven days, by day
 * @param notesThisMonth invitations with a note in this calendar month of its zone
 * @param paces by action
 * @param waiting invitations that wait for an answer: the network's count and ours since, or ours where it is larger
 * @param activeDays before today on which it invited somebody; of a mailbox: on which it sent mails
 * @param sentAt when its last send began
 * @param busyUntil a node makes a call for it until then
 * @param killed why nothing goes out of it: its own switch, its team's, or all; null: it is on
 * @param misconfigured what an administrator has to mend; null: nothing
 * @param probing the one send that tries whether a barred account goes again, while nobody knows what became of it; null: none
 * @param unreachableUntil its service does not answer; null: it does
 * @param invited of the last 30 days
 * @param accepted of these
 * @param refusals of the last seven days
 * @param inmails by what it sends InMails
 */
record Sheet(
        Sender sender,
        LocalDate today,
        Map<Action, Map<LocalDate, Integer>> uses,
        int notesThisMonth,
        Map<Action, Pace> paces,
        int waiting,
        int activeDays,
        @Nullable Instant sentAt,
        @Nullable Instant busyUntil,
        @Nullable String killed,
        @Nullable String misconfigured,
        @Nullable UUID probing,
        @Nullable Instant unreachableUntil,
        int invited,
        int accepted,
        int refusals,
        InMails inmails) {
    /** The products it can send an InMail of this kind by; empty: none. */
    List<Product> ways(Step.InMail.Through through) {
        return sender.channel() == Leads.Channel.LINKEDIN ? inmails.ways(sender.tierOrFree(), through) : List.of();
    }

    /**
     * @param cap learnt, a day; null: none
     * @param day for which {@code dayCap} holds
     * @param usage percent, as the network last told on that day
     * @param level how often in a row it was refused
     * @param probing the one send that tries whether it goes again, while nobody knows what became of it
     */
    record Pace(
            @Nullable Integer cap,
            @Nullable LocalDate capOn,
            @Nullable LocalDate day,
            @Nullable Integer dayCap,
            @Nullable Integer usage,
            @Nullable Instant pausedUntil,
            int level,
            @Nullable String slug,
            @Nullable UUID probing) {
        static final Pace NONE = new Pace(null, null, null, null, null, null, 0, null, null);
    }

    /** A month of notes: nobody knows whether the network's is the calendar's or goes along with the days, and this is enough for both. */
    static final int NOTE_DAYS = 31;

    /** The first day on which fewer than {@code cap} invitations with a note count. */
    LocalDate notesAgain(int cap) {
        Map<LocalDate, Integer> days = new TreeMap<>(uses.getOrDefault(Action.NOTED_INVITE, Map.of()));
        days.keySet().removeIf(day -> !day.isAfter(today.minusDays(NOTE_DAYS)));
        int left = Math.max(
                notesThisMonth,
                days.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<LocalDate, Integer> use : days.entrySet()) {
            left -= use.getValue();
            if (left < cap) {
                return use.getKey().plusDays(NOTE_DAYS);
            }
        }
        return today.plusDays(1);
    }

    Pace pace(Action action) {
        return paces.getOrDefault(action.counted(), Pace.NONE);
    }

    int used(Action action, LocalDate day) {
        return uses.getOrDefault(action.counted(), Map.of()).getOrDefault(day, 0);
    }

    int usedToday(Action action) {
        return used(action, today);
    }

    /** In the seven days that end today. */
    int usedInWeek(Action action) {
        return uses.getOrDefault(action.counted(), Map.of()).entrySet().stream()
                .filter(use -> use.getKey().isAfter(today.minusDays(7))
                        && !use.getKey().isAfter(today))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** What it may do today, all things together; the lowest counts. */
    int capToday(Action action) {
        Pace pace = pace(action);
        int cap = Caps.ramped(sender, action, activeDays);
        if (pace.cap() != null) {
            cap = Math.min(cap, pace.cap());
        }
        if (action.counted() == Action.INVITE) {
            cap = Math.max(1, cap * Health.of(this).paced() / 100);
        }
        if (today.equals(pace.day()) && pace.dayCap() != null) {
            cap = Math.min(cap, pace.dayCap());
        }
        return cap;
    }

    /** The same after one more of these at {@code at}, for planning ahead. */
    Sheet after(Action action, Instant at) {
        Map<Action, Map<LocalDate, Integer>> more = new java.util.EnumMap<>(Action.class);
        uses.forEach((key, days) -> more.put(key, new java.util.HashMap<>(days)));
        more.computeIfAbsent(action.counted(), key -> new java.util.HashMap<>()).merge(today, 1, Integer::sum);
        return new Sheet(
                sender,
                today,
                more,
                notesThisMonth + (action == Action.NOTED_INVITE ? 1 : 0),
                paces,
                waiting + (action.counted() == Action.INVITE ? 1 : 0),
                activeDays,
                at,
                busyUntil,
                killed,
                misconfigured,
                probing,
                unreachableUntil,
                invited,
                accepted,
                refusals,
                inmails);
    }
}
