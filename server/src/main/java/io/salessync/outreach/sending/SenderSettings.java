package io.salessync.outreach.sending;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people set for a sender.
 *
 * @param days on which it sends, in its zone
 * @param until exclusive; after {@code from}
 * @param perDay caps by action; what is missing is standard. Never above the network's own numbers.
 * @param invitesPerWeek of any seven days on end; null: standard
 * @param pending most invitations that wait for an answer; null: standard
 * @param ramp whether a new account begins low and rises with each active day
 * @param spacingFrom least seconds between two sends
 * @param spacingTo most seconds, drawn anew for each
 */
public record SenderSettings(
        Set<DayOfWeek> days,
        LocalTime from,
        LocalTime until,
        Map<Action, Integer> perDay,
        @Nullable Integer invitesPerWeek,
        @Nullable Integer pending,
        boolean ramp,
        int spacingFrom,
        int spacingTo) {
    /** Monday to Friday from 9 to 17, low caps, a ramp, one send in one to three minutes. */
    public static final SenderSettings STANDARD = new SenderSettings(
            Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY),
            LocalTime.of(9, 0),
            LocalTime.of(17, 0),
            Map.of(),
            null,
            null,
            true,
            60,
            180);

    public SenderSettings {
        days = Set.copyOf(days);
        perDay = perDay.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(perDay));
    }
}
