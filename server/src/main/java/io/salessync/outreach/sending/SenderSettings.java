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
 * @param perWeek caps of any seven days on end by action, for those that have one; invitations have theirs of their own
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
        int spacingTo,
        @Nullable Map<Action, Integer> perWeek) {
    /** Without caps a week but that of invitations. */
    public SenderSettings(
            Set<DayOfWeek> days,
            LocalTime from,
            LocalTime until,
            Map<Action, Integer> perDay,
            @Nullable Integer invitesPerWeek,
            @Nullable Integer pending,
            boolean ramp,
            int spacingFrom,
            int spacingTo) {
        this(days, from, until, perDay, invitesPerWeek, pending, ramp, spacingFrom, spacingTo, null);
    }

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
        // what was stored or sent before there were such caps has none
        perWeek = perWeek == null || perWeek.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(perWeek));
    }

    /** The cap of any seven days on end that people set for an action; null: none. */
    public @Nullable Integer week(Action action) {
        return perWeek == null ? null : perWeek.get(action.counted());
    }
}
