package io.salessync.outreach.sending;

import io.salessync.outreach.sequences.Tier;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much of what an account may do. The ceilings are the network's own numbers as its service publishes them; nobody passes them. */
final class Caps {
    /** How many invitations a day an account begins with, where it ramps up. */
    static final int RAMP_FROM = 15;

    /** By how many it rises with each day at work. */
    static final int RAMP_STEP = 3;

    /** The same for mails of a mailbox: whoever receives them trusts a new one by and by. */
    static final int MAIL_RAMP_FROM = 10;

    static final int MAIL_RAMP_STEP = 5;

    /** Accounts with fewer connections are new to the network: it delivers less of what they send. */
    static final int FEW_CONNECTIONS = 150;

    private static final int NEW_RAMP_FROM = 10;
    private static final int INVITES = 25;
    private static final int INVITES_A_WEEK = 100;
    private static final int PENDING = 400;
    private static final int PENDING_CEILING = 500;

    private static final Map<Action, Integer> STANDARD = Map.of(
            Action.INVITE, INVITES,
            Action.MESSAGE, 50,
            Action.VISIT, 50,
            Action.INMAIL, 15,
            Action.WITHDRAW, 20,
            Action.EMAIL, 50,
            Action.SCAN, 12);

    private static final Map<Action, Integer> CEILING = Map.of(
            Action.INVITE, 100,
            Action.MESSAGE, 100,
            Action.VISIT, 100,
            Action.INMAIL, 50,
            Action.WITHDRAW, 100,
            Action.EMAIL, 2_000,
            Action.SCAN, 100);

    private Caps() {}

    /** What no setting passes, a day. */
    static int ceiling(Action action, Tier tier) {
        return tier == Tier.FREE && action.counted() == Action.INVITE ? 80 : CEILING.getOrDefault(action.counted(), 0);
    }

    /** Most invitations with a note in a calendar month. */
    static int notesInMonth(Tier tier) {
        return tier == Tier.FREE ? 5 : Integer.MAX_VALUE;
    }

    static int weekCeiling(Tier tier) {
        return tier == Tier.FREE ? 150 : 200;
    }

    /** What no setting of a week passes: the network's own number where one is published, else seven of its days. */
    static int weekCeiling(Action action, Tier tier) {
        return action.counted() == Action.INVITE ? weekCeiling(tier) : 7 * ceiling(action, tier);
    }

    /** The cap of any seven days on end; null: none. Invitations always have one: theirs alone is published by the network. */
    static @Nullable Integer week(Sender sender, Action action) {
        if (action.counted() == Action.INVITE) {
            return week(sender);
        }
        Integer set = sender.settings().week(action);
        return set == null ? null : (Integer) Math.min(set, weekCeiling(action, sender.tierOrFree()));
    }

    static int pendingCeiling() {
        return PENDING_CEILING;
    }

    static int standard(Action action) {
        return STANDARD.getOrDefault(action.counted(), 0);
    }

    /** What people set, or the standard; within the ceiling. */
    static int set(Sender sender, Action action) {
        int wanted = sender.settings().perDay().getOrDefault(action.counted(), standard(action));
        return Math.min(wanted, ceiling(action, sender.tierOrFree()));
    }

    /** The same as far as the account has ramped up, after so many days at work. */
    static int ramped(Sender sender, Action action, int activeDays) {
        int set = set(sender, action);
        if (!sender.settings().ramp()) {
            return set;
        }
        if (action == Action.EMAIL) {
            return (int) Math.min(set, MAIL_RAMP_FROM + (long) MAIL_RAMP_STEP * activeDays);
        }
        if (action.counted() != Action.INVITE) {
            return set;
        }
        Integer known = sender.connections();
        int from = known != null && known < FEW_CONNECTIONS ? NEW_RAMP_FROM : RAMP_FROM;
        return (int) Math.min(set, from + (long) RAMP_STEP * activeDays);
    }

    static int week(Sender sender) {
        Integer set = sender.settings().invitesPerWeek();
        return Math.min(set == null ? INVITES_A_WEEK : set, weekCeiling(sender.tierOrFree()));
    }

    static int pending(Sender sender) {
        Integer set = sender.settings().pending();
        return Math.min(set == null ? PENDING : set, PENDING_CEILING);
    }

    /** What is left of a day after the network told how much of its own limit is used up. */
    static int afterLanding(int used, int cap, int percent) {
        int left = Math.max(0, cap - used);
        double share = percent >= 95 ? 0 : percent >= 90 ? 0.2 : percent >= 75 ? 0.5 : percent >= 50 ? 0.8 : 1;
        return used + (int) Math.floor(left * share);
    }
}
