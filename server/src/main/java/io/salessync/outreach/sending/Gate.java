package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAccount;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What everything of a sender passes before it goes out, and when it may: switches, consent, standing, pauses, caps, hours, spacing. Pure. */
final class Gate {
    private final Facts facts;
    private final Lead lead;
    private final Instant now;

    Gate(Facts facts) {
        this.facts = facts;
        this.lead = facts.lead();
        this.now = facts.now();
    }

    /** Switches, consent, the account's standing, pauses. */
    Decision.@Nullable Stay held(Sheet sheet, Action action) {
        Sender sender = sheet.sender();
        if (sheet.killed() != null) {
            return new Decision.Stay(null, Blocker.KILLED, sheet.killed(), Decide.TEAM);
        }
        if (sender.consentedAt() == null) {
            return new Decision.Stay(
                    null,
                    Blocker.CONSENT,
                    "The owner of “%s” has not agreed that messages go out from it.".formatted(sender.name()),
                    owner(sheet));
        }
        if (sender.refused() != null) {
            return new Decision.Stay(
                    null,
                    Blocker.UNHEARD_OF,
                    "“%s” was stopped by an error that nobody knows here.".formatted(sender.name()),
                    "Whoever looks at the error and lets the account go on");
        }
        if (sheet.misconfigured() != null) {
            return new Decision.Stay(null, Blocker.CONFIG, sheet.misconfigured(), Decide.ADMINISTRATOR);
        }
        if (sender.status() != OutreachAccount.Status.OK) {
            return new Decision.Stay(
                    null,
                    Blocker.ACCOUNT,
                    "“%s” cannot be used now: %s."
                            .formatted(
                                    sender.name(),
                                    Health.of(sheet).factors().stream()
                                            .filter(factor -> factor.name().equals("status"))
                                            .findFirst()
                                            .map(factor -> factor.reason().replaceAll("\\.$", ""))
                                            .orElse(sender.status().name())),
                    owner(sheet));
        }
        Bar bar = sender.bar();
        Decision.Stay barred = bar == null ? null : barred(sheet, bar);
        if (barred != null) {
            return barred;
        }
        Instant unreachable = sheet.unreachableUntil();
        if (unreachable != null && unreachable.isAfter(now)) {
            return new Decision.Stay(
                    unreachable,
                    Blocker.UNREACHABLE,
                    "The service of “%s” does not answer.".formatted(sender.name()),
                    Decide.TIME);
        }
        Sheet.Pace pace = sheet.pace(action);
        Instant paused = pace.pausedUntil();
        if (paused != null && paused.isAfter(now)) {
            return new Decision.Stay(
                    open(paused),
                    Blocker.THROTTLED,
                    "The network wanted “%s” to slow down (%s); its %s go on with one try."
                            .formatted(sender.name(), pace.slug(), action.plural()),
                    Decide.TIME);
        }
        Touches.Touch standing = facts.standing();
        if (paused != null
                && pace.probing() != null
                && (standing == null || !standing.id().equals(pace.probing()))) {
            return new Decision.Stay(
                    now.plus(Duration.ofMinutes(1)),
                    Blocker.THROTTLED,
                    "“%s” tries with one whether the network lets it go on.".formatted(sender.name()),
                    Decide.TIME);
        }
        return null;
    }

    /** What was refused stands although the service calls the account well; one send tries when its time has come. */
    private Decision.@Nullable Stay barred(Sheet sheet, Bar bar) {
        Instant until = bar.until();
        if (until == null || until.isAfter(now)) {
            return new Decision.Stay(
                    until == null ? null : open(until),
                    Blocker.ACCOUNT,
                    bar.said(sheet.sender()),
                    until == null ? owner(sheet) + ", or whoever lets the account go on" : Decide.TIME);
        }
        Touches.Touch standing = facts.standing();
        return sheet.probing() != null && (standing == null || !standing.id().equals(sheet.probing()))
                ? new Decision.Stay(
                        now.plus(Duration.ofMinutes(1)),
                        Blocker.ACCOUNT,
                        "“%s” tries with one whether the service takes anything of it again (%s)."
                                .formatted(sheet.sender().name(), bar.slug()),
                        Decide.TIME)
                : null;
    }

    private static String owner(Sheet sheet) {
        return "The owner of “%s”".formatted(sheet.sender().name());
    }

    /** When it may go on, in all windows; where they never open, a day later. */
    Instant open(Instant from) {
        return Hours.next(windows(), from).orElse(from.plus(Duration.ofDays(1)));
    }

    Decision.@Nullable Stay full(Sheet sheet, Action action) {
        Sender sender = sheet.sender();
        LocalDate tomorrow = sheet.today().plusDays(1);
        if (action.counted() == Action.INVITE && sheet.waiting() >= Caps.pending(sender)) {
            return new Decision.Stay(
                    open(tomorrow.atStartOfDay(sender.zone()).toInstant()),
                    Blocker.QUOTA,
                    "%d invitations of “%s” wait for an answer; no more than %d may."
                            .formatted(sheet.waiting(), sender.name(), Caps.pending(sender)),
                    "Whoever withdraws old invitations, or time");
        }
        Integer week = Caps.week(sender, action);
        if (week != null && sheet.usedInWeek(action) >= week) {
            return new Decision.Stay(
                    open(free(sheet, action, week)),
                    Blocker.QUOTA,
                    "%d of %d %s of “%s” went out in seven days."
                            .formatted(
                                    sheet.usedInWeek(action),
                                    week,
                                    action.counted().plural(),
                                    sender.name()),
                    Decide.TIME);
        }
        int cap = sheet.capToday(action);
        if (sheet.usedToday(action) >= cap) {
            return new Decision.Stay(
                    open(tomorrow.atStartOfDay(sender.zone()).toInstant()),
                    Blocker.QUOTA,
                    "%d of %d %s of “%s” went out today."
                            .formatted(
                                    sheet.usedToday(action),
                                    cap,
                                    action.counted().plural(),
                                    sender.name()),
                    Decide.TIME);
        }
        return null;
    }

    /** The first day on which fewer than the week's cap lie in the seven days. */
    private static Instant free(Sheet sheet, Action action, int cap) {
        Map<LocalDate, Integer> days = sheet.uses().getOrDefault(action.counted(), Map.of());
        LocalDate day = sheet.today();
        for (int ahead = 1; ahead <= 7; ahead++) {
            LocalDate candidate = sheet.today().plusDays(ahead);
            int used = days.entrySet().stream()
                    .filter(use -> use.getKey().isAfter(candidate.minusDays(7)))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            day = candidate;
            if (used < cap) {
                break;
            }
        }
        return day.atStartOfDay(sheet.sender().zone()).toInstant();
    }

    Decision.@Nullable Stay spaced(Sheet sheet) {
        Instant busy = sheet.busyUntil();
        if (busy != null && busy.isAfter(now)) {
            return new Decision.Stay(
                    now.plus(Decide.SOON),
                    Blocker.SPACING,
                    "Another call of “%s” is under way."
                            .formatted(sheet.sender().name()),
                    Decide.TIME);
        }
        Instant next = nextSlot(sheet);
        return next == null || !next.isAfter(now)
                ? null
                : new Decision.Stay(
                        open(next),
                        Blocker.SPACING,
                        "“%s” pauses between two sends."
                                .formatted(sheet.sender().name()),
                        Decide.TIME);
    }

    /** When the pause after the last send is over; null: nothing was sent yet. */
    static @Nullable Instant nextSlot(Sheet sheet) {
        Instant last = sheet.sentAt();
        if (last == null) {
            return null;
        }
        SenderSettings set = sheet.sender().settings();
        return last.plusSeconds(
                Draw.between(set.spacingFrom(), set.spacingTo(), sheet.sender().id(), last.getEpochSecond()));
    }

    List<Hours> windows() {
        Sheet sheet = facts.sheet();
        return Hours.of(
                facts.document().settings().window(),
                lead.zone(),
                lead.country(),
                sheet == null ? null : sheet.sender());
    }
}
