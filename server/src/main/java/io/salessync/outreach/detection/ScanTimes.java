package io.salessync.outreach.detection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;
import java.util.zip.CRC32;

/** When accounts are looked at: four to six times a day, never at the same times, drawn by hash so that all nodes agree. Pure. */
final class ScanTimes {
    private static final int FEWEST = 4;
    private static final int KINDS = 3;
    private static final LocalTime FIRST = LocalTime.of(6, 0);
    private static final Duration DAY = Duration.ofHours(17);

    private ScanTimes() {}

    /** The next planned look after an instant. */
    static Instant after(UUID sender, ZoneId zone, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        for (int days = 0; days < 3; days++) {
            LocalDate on = day.plusDays(days);
            int looks = looks(sender, on);
            for (int i = 0; i < looks; i++) {
                Instant time = time(sender, zone, on, i, looks);
                if (time.isAfter(at)) {
                    return time;
                }
            }
        }
        throw new IllegalStateException("No look in three days");
    }

    static int looks(UUID sender, LocalDate day) {
        return FEWEST + draw(sender + " " + day, KINDS);
    }

    private static Instant time(UUID sender, ZoneId zone, LocalDate day, int number, int looks) {
        long slot = DAY.toSeconds() / looks;
        // away from the borders, so that two looks never come close
        long within = slot / 8 + draw(sender + " " + day + " " + number, (int) (slot * 3 / 4));
        return day.atTime(FIRST)
                .atZone(zone)
                .plusSeconds(slot * number + within)
                .toInstant();
    }

    private static int draw(String of, int below) {
        CRC32 sum = new CRC32();
        sum.update(of.getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() * 2_654_435_761L >>> 16 & 0x7fff_ffff) % below;
    }
}
