package io.salessync.outreach.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.email.Visits.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitsTests {
    private static final Instant SENT = Instant.parse("2026-11-23T09:00:00Z");
    private static final String PERSON =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36";

    private static Visit visit(long id, @Nullable Integer link, Duration after) {
        return new Visit(id, link, SENT.plus(after), null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0",
                "",
                "curl/8.5",
                "python-requests/2.32",
                "Googlebot/2.1",
                "Mozilla/5.0 (compatible; Barracuda Sentinel)",
                "Mozilla/5.0 HeadlessChrome/120",
                "Go-http-client/2.0"
            })
    void programsAreKnownByWhatTheySayOfThemselves(String agent) {
        assertThat(Visits.sign("GET", Map.of("user-agent", agent))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"purpose,prefetch", "sec-purpose,prefetch;prerender", "x-purpose,preview", "x-moz,prefetch"})
    void aPrefetchSaysSo(String header, String value) {
        assertThat(Visits.sign("GET", Map.of("user-agent", PERSON, header, value)))
                .contains("prefetch");
    }

    @Test
    void aBrowserSaysNothingAgainstAPersonAndNobodyAsksWithHead() {
        assertThat(Visits.sign("GET", Map.of("user-agent", PERSON))).isNull();
        assertThat(Visits.sign("GET", Map.of("user-agent", "Mozilla/5.0 (via ggpht.com GoogleImageProxy)")))
                .isNull();
        assertThat(Visits.sign("HEAD", Map.of("user-agent", PERSON))).isNotNull();
    }

    @Test
    void whoIsThereWithinSecondsOfTheMailIsAMachine() {
        Visit early = visit(1, null, Duration.ofSeconds(4));
        Visit later = visit(2, null, Duration.ofMinutes(3));
        assertThat(Visits.machine(early, List.of(early, later), SENT)).isNotNull();
        assertThat(Visits.machine(later, List.of(early, later), SENT)).isNull();
    }

    @Test
    void whoFollowsAllLinksAtOnceIsAMachineAndWhoReadsOnIsNot() {
        List<Visit> scan = List.of(
                visit(1, null, Duration.ofMinutes(10)),
                visit(2, 0, Duration.ofMinutes(10).plusSeconds(1)),
                visit(3, 1, Duration.ofMinutes(10).plusSeconds(2)),
                visit(4, 2, Duration.ofMinutes(10).plusSeconds(8)),
                visit(5, 2, Duration.ofHours(3)));
        assertThat(scan.subList(0, 4))
                .allSatisfy(one -> assertThat(Visits.machine(one, scan, SENT)).isNotNull());
        assertThat(Visits.machine(scan.getLast(), scan, SENT)).isNull();
        List<Visit> reading = List.of(
                visit(1, 0, Duration.ofMinutes(10)),
                visit(2, 1, Duration.ofMinutes(10).plusSeconds(6)),
                visit(3, 2, Duration.ofMinutes(10).plusSeconds(40)));
        assertThat(reading)
                .allSatisfy(
                        one -> assertThat(Visits.machine(one, reading, SENT)).isNull());
    }

    @Test
    void aWordForAVisitNamesMailAndLinkAndIsKnownByItsSaltAlone() {
        TenantId tenant = new TenantId(UUID.randomUUID());
        UUID touch = UUID.randomUUID();
        String word = Links.visitWord("salt", tenant, touch, 7);
        assertThat(Links.readVisit(word)).isEqualTo(new Links.Visited(tenant, touch, 7));
        assertThat(Links.readVisit(Links.visitWord("salt", tenant, touch, -1)))
                .isEqualTo(new Links.Visited(tenant, touch, -1));
        assertThat(Links.isOurVisit("salt", word)).isTrue();
        assertThat(Links.isOurVisit("pepper", word)).isFalse();
        assertThat(Links.isOurs("salt", word)).as("no word to unsubscribe").isFalse();
        assertThat(Links.isOurVisit("salt", Links.word("salt", tenant, touch)))
                .as("nor the other way round")
                .isFalse();
    }
}
