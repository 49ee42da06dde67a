package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoRepliesTests {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I am out of the office until 2026-12-05.|2026-12-05",
                "I'll be back on December 5th, 2026|2026-12-05",
                "I am on vacation, returning on 5 December.|2026-12-05",
                "Out of office till Monday, 7 December 2026|2026-12-07",
                "Ich bin bis zum 05.12.2026 nicht im Büro|2026-12-05",
                "Ich bin bis 5. Dezember im Urlaub|2026-12-05",
                "Abwesend vom 24.11. bis 08.01.|2027-01-08",
                "Je suis absent jusqu’au 12/12/2026|2026-12-12",
                "I am away until 25/12/2026|2026-12-25",
                "I am away until 12/28|2026-12-28",
                "I am away until 11/12|2026-12-11",
                "I am out of the office until further notice|",
                "I am away until 2031-01-01|",
                "I was away until 2026-10-01|"
            })
    void theDayOfReturnIsReadWhereItIsSaid(String text, String day) {
        Instant back = AutoReplies.back(null, text, NOW);
        assertThat(back == null ? null : LocalDate.ofInstant(back, ZoneOffset.UTC))
                .isEqualTo(day == null ? null : LocalDate.parse(day));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Automatic reply: Hello",
                "Re: Out of Office",
                "Automatische Antwort: Termin",
                "AW: Abwesenheitsnotiz",
                "Réponse automatique : bonjour",
                "Respuesta automática: hola"
            })
    void aSubjectTells(String subject) {
        assertThat(AutoReplies.of(Map.of(), subject, "x", NOW)).isNotNull();
    }

    @Test
    void aHeaderTellsWhateverTheWords() {
        assertThat(AutoReplies.of(Map.of("auto-submitted", "auto-replied"), "Hello", "Sounds good", NOW))
                .isNotNull();
        assertThat(AutoReplies.of(Map.of("auto-submitted", "no"), "Hello", "Sounds good", NOW))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yes, let us talk on 5 December.",
                "I will be in the office until 6, call me.",
                "Please stop writing to me",
                "Ich bin interessiert, bis Montag!",
                ""
            })
    void aPersonsAnswerIsAPersons(String text) {
        assertThat(AutoReplies.of(Map.of(), "Re: Hello", text, NOW)).isNull();
    }

    @Test
    void hugeTextsAreReadInATime() {
        String text = "until ".repeat(50_000) + "the the the the ".repeat(20_000);
        assertThat(AutoReplies.of(Map.of(), text, text, NOW)).isNull();
    }

    @Test
    void looksComeFourToSixTimesADayNeverAtTheSameTimeAndNeverAtNight() {
        UUID sender = UUID.fromString("00000000-0000-0000-0000-000000000007");
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Instant at = NOW;
        Instant end = NOW.plusSeconds(30L * 24 * 3600);
        int looks = 0;
        Set<LocalTime> times = new HashSet<>();
        while (at.isBefore(end)) {
            Instant next = ScanTimes.after(sender, zone, at);
            assertThat(next).isAfter(at);
            assertThat(next.atZone(zone).getHour()).isBetween(6, 23);
            times.add(next.atZone(zone).toLocalTime());
            at = next;
            looks++;
        }
        assertThat(looks).isBetween(4 * 30, 6 * 30 + 6);
        assertThat(times).hasSizeGreaterThan(looks * 9 / 10);
        assertThat(List.of(4, 5, 6)).contains(ScanTimes.looks(sender, LocalDate.of(2026, 11, 23)));
    }
}
