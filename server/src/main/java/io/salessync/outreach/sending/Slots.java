package io.salessync.outreach.sending;

import io.salessync.outreach.leads.Blocker;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Deals coming times to leads that wait for the same sender, one after another within its caps, so that not all of them are looked at again at once. A
 * time is a guess, no promise: who comes then is decided then.
 */
final class Slots {
    private static final int FARTHEST_DAYS = 60;

    private final Map<String, Instant> cursors = new HashMap<>();
    private final Map<String, Integer> dealt = new HashMap<>();

    /**
     * @param earliest when it could go at the soonest
     * @param windows of the lead
     */
    Instant next(Sheet sheet, Action action, Instant earliest, List<Hours> windows) {
        Sender sender = sheet.sender();
        UUID id = sender.id();
        String key = id + "/" + action.counted();
        Instant cursor = cursors.getOrDefault(key, Instant.MIN);
        Instant slot = cursor.isAfter(earliest) ? cursor : earliest;
        Duration pause = Duration.ofSeconds(
                (sender.settings().spacingFrom() + sender.settings().spacingTo()) / 2);
        int cap = Math.max(1, Caps.ramped(sender, action, sheet.activeDays()));
        LocalDate last = sheet.today().plusDays(FARTHEST_DAYS);
        LocalDate day = LocalDate.ofInstant(slot, sender.zone());
        while (taken(sheet, action, key, day) >= cap && day.isBefore(last)) {
            day = day.plusDays(1);
            slot = day.atStartOfDay(sender.zone()).toInstant();
        }
        slot = Hours.next(windows, slot).orElse(slot);
        dealt.merge(key + LocalDate.ofInstant(slot, sender.zone()), 1, Integer::sum);
        if (slot.isAfter(cursor)) {
            cursors.put(key, slot.plus(pause));
        }
        return slot;
    }

    /** What is said of a lead whose place is on a later day than its window or a pause would have it: others take those days. */
    static Decision.Stay told(Decision.Stay stay, Instant soonest, Instant slot, Sheet sheet, Action action) {
        Sender sender = sheet.sender();
        boolean later = LocalDate.ofInstant(slot, sender.zone()).isAfter(LocalDate.ofInstant(soonest, sender.zone()));
        if (!later || stay.blocker() == Blocker.QUOTA) {
            return stay;
        }
        return new Decision.Stay(
                slot,
                Blocker.QUOTA,
                "Others of “%s” go first: no more than %d %s go out from it in a day now."
                        .formatted(
                                sender.name(),
                                Math.max(1, Caps.ramped(sender, action, sheet.activeDays())),
                                action.counted().plural()),
                Decide.TIME);
    }

    private int taken(Sheet sheet, Action action, String key, LocalDate day) {
        return dealt.getOrDefault(key + day, 0) + (day.equals(sheet.today()) ? sheet.usedToday(action) : 0);
    }
}
