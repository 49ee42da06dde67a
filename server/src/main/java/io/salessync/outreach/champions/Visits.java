package io.salessync.outreach.champions;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.SenderSettings;
import io.salessync.outreach.sending.Senders;
import io.salessync.outreach.sending.Switches;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whose visit is used for a look, and when: hours, pauses between visits, the day's cap, and the share of it that champions may have. */
@Component("championVisits")
class Visits {
    private static final int DAYS_AHEAD = 15;

    /** When it is tried again after the account was switched off just then. */
    private static final Duration SWITCHED = Duration.ofMinutes(1);

    private final Senders senders;

    Visits(Senders senders) {
        this.senders = senders;
    }

    /** Who looks, or when somebody may. */
    sealed interface Choice {
        record Go(Sender sender, LocalDate day) implements Choice {}

        /** @param spent whether nobody has a visit left today */
        record Later(Instant at, boolean spent) implements Choice {}

        record Nobody(String why) implements Choice {}
    }

    /** Somebody's state: usable now, later, or not today. */
    private record Standing(Sender sender, LocalDate day, Instant at, boolean spent, int left) {}

    /**
     * Chooses who looks, and takes the visit.
     *
     * @param urgent a person asked: hours, pauses between visits and the share do not count, the cap does
     * @return Go: the visit is taken
     */
    Choice choose(DSLContext sql, TenantId tenant, Champion champion, Policy policy, boolean urgent, Instant now) {
        Standing best = null;
        Instant next = null;
        boolean allSpent = true;
        boolean any = false;
        Switches switches = Switches.held(sql, tenant);
        for (Sender sender : senders.all(sql, tenant)) {
            if (sender.channel() != Leads.Channel.LINKEDIN
                    || sender.connection() == null
                    || sender.consentedAt() == null
                    || switches.off(sender) != null
                    || !sender.well()) {
                continue;
            }
            any = true;
            Standing one = standing(sql, tenant, sender, policy, urgent, now);
            if (!one.spent()) {
                allSpent = false;
            }
            if (one.at().isAfter(now)) {
                next = next == null || one.at().isBefore(next) ? one.at() : next;
            } else if (best == null
                    || sender.id().equals(champion.sender())
                    || !best.sender().id().equals(champion.sender()) && one.left() > best.left()) {
                best = one;
            }
        }
        if (!any) {
            return new Choice.Nobody(
                    "No account of the network is connected, well, switched on and agreed to by its owner.");
        }
        if (best != null) {
            Sender held = senders.locked(sql, tenant, best.sender().id()).orElse(best.sender());
            if (switches.off(held) != null || !held.well()) {
                return new Choice.Later(now.plus(SWITCHED), false);
            }
            if (senders.take(sql, tenant, best.sender().id(), Action.VISIT)) {
                return new Choice.Go(best.sender(), best.day());
            }
            return new Choice.Later(opens(best.sender(), now, 1), true);
        }
        return new Choice.Later(Objects.requireNonNull(next), allSpent);
    }

    private Standing standing(
            DSLContext sql, TenantId tenant, Sender sender, Policy policy, boolean urgent, Instant now) {
        Senders.Allowance allowance = senders.allowance(sql, tenant, sender.id(), Action.VISIT);
        Record used = sql.fetchSingle(
                "SELECT count(*) FILTER (WHERE day = ?::date) AS today, max(at) AS last FROM outreach.champion_check"
                        + " WHERE tenant_id = ? AND sender_id = ? AND day >= ?::date - 1",
                allowance.today().toString(),
                tenant.value(),
                sender.id(),
                allowance.today().toString());
        int ours = used.get("today", Integer.class);
        int share = Math.max(1, allowance.cap() * policy.share() / 100);
        int left = Math.min(allowance.cap() - allowance.used(), urgent ? Integer.MAX_VALUE : share - ours);
        Instant paused = allowance.pausedUntil();
        if (paused != null && paused.isAfter(now)) {
            Instant opens = opens(sender, paused, 0);
            return new Standing(sender, allowance.today(), opens, true, 0);
        }
        if (left <= 0) {
            return new Standing(sender, allowance.today(), opens(sender, now, 1), true, 0);
        }
        Instant at = urgent ? now : spaced(sender, opens(sender, now, 0), used.get("last", Instant.class));
        return new Standing(sender, allowance.today(), at, false, left);
    }

    private static Instant spaced(Sender sender, Instant at, @Nullable Instant last) {
        if (last == null) {
            return at;
        }
        SenderSettings set = sender.settings();
        // drawn anew after each look, the same on every node
        int range = Math.max(0, set.spacingTo() - set.spacingFrom()) + 1;
        Instant earliest = last.plusSeconds(
                set.spacingFrom() + Math.floorMod(Objects.hash(sender.id(), last.getEpochSecond()), range));
        return at.isAfter(earliest) ? at : earliest;
    }

    /** When its hours are open, at {@code now} or after; from so many days on. */
    private static Instant opens(Sender sender, Instant now, int fromDay) {
        SenderSettings set = sender.settings();
        ZonedDateTime there = now.atZone(sender.zone());
        for (int i = fromDay; i < DAYS_AHEAD; i++) {
            LocalDate day = there.toLocalDate().plusDays(i);
            if (set.days().contains(day.getDayOfWeek())) {
                Instant begin = day.atTime(set.from()).atZone(sender.zone()).toInstant();
                Instant end = day.atTime(set.until()).atZone(sender.zone()).toInstant();
                if (now.isBefore(end)) {
                    return begin.isAfter(now) ? begin : now;
                }
            }
        }
        return there.plusDays(DAYS_AHEAD).toInstant();
    }
}
