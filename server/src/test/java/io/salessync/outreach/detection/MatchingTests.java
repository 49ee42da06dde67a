package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.detection.Matching.By;
import io.salessync.outreach.detection.Matching.Candidate;
import io.salessync.outreach.detection.Matching.Match;
import io.salessync.outreach.detection.Matching.Seen;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchingTests {
    private static final UUID ANA = UUID.randomUUID();
    private static final UUID BEN = UUID.randomUUID();

    private static Candidate candidate(UUID lead, String name, @Nullable String member, String... publicIds) {
        return new Candidate(lead, name, member, null, Set.of(publicIds), 0);
    }

    @Test
    void anIdOfTheAccountIsSurerThanANameInAnAddress() {
        Match match = Matching.match(
                Seen.of("ACoANA", "ben-ash", null, "Ana Lima"),
                List.of(
                        candidate(ANA, "Ana Lima", "ACoANA", "ana-lima"),
                        candidate(BEN, "Ben Ash", "ACoBEN", "ben-ash")));
        assertThat(match).isEqualTo(new Match(ANA, By.MEMBER, List.of()));
    }

    @Test
    void aNameInAnAddressThatWentToSomebodyElseMatchesNobody() {
        Match match = Matching.match(
                Seen.of("ACoOTHER", "ana-lima", "https://www.linkedin.com/in/ana-lima/", "Ana Lima"),
                List.of(candidate(ANA, "Ana Lima", "ACoANA", "ana-lima")));
        assertThat(match).isEqualTo(new Match(null, null, List.of()));
    }

    @Test
    void idsOfOtherProductsAreNotComparedButAddressesAre() {
        Match match = Matching.match(
                Seen.of("ACwAbc", "Ana-Lima/", null, null), List.of(candidate(ANA, "Ana", "ACoAbc", "ana-lima")));
        assertThat(match).isEqualTo(new Match(ANA, By.PUBLIC_ID, List.of()));
    }

    @Test
    void anIdInAnotherProductDoesNotHideThatTheOneInThisIsAnother() {
        List<Candidate> known =
                List.of(candidate(ANA, "Ana Lima", "ACoANA", "ana"), candidate(ANA, "Ana Lima", "ACwANA", "ana"));
        assertThat(Matching.match(Seen.of("ACoOTHER", "ana", null, "Ana Lima"), known))
                .isEqualTo(new Match(null, null, List.of()));
        assertThat(Matching.match(Seen.of("ACwANA", null, null, null), known).lead())
                .isEqualTo(ANA);
    }

    @Test
    void ofOnePersonsLeadsTheOneAtWorkIsMeant() {
        Candidate ended = new Candidate(ANA, "Ana", "ACoANA", null, Set.of("ana"), 2);
        Candidate atWork = new Candidate(BEN, "Ana", "ACoANA", null, Set.of("ana"), 0);
        Seen seen = Seen.of("ACoANA", "ana", null, "Ana");
        assertThat(Matching.match(seen, List.of(ended, atWork)).lead()).isEqualTo(BEN);
        assertThat(Matching.match(seen, List.of(ended)).lead()).isEqualTo(ANA);
    }

    @Test
    void namesThatSomebodyHadBeforeStillMatch() {
        assertThat(Matching.match(
                                Seen.of(null, "ana-old", null, null),
                                List.of(candidate(ANA, "Ana", null, "ana-new", "ana-old")))
                        .lead())
                .isEqualTo(ANA);
    }

    @Test
    void addressesAreReadInWhateverForm() {
        for (String url : List.of(
                "https://www.linkedin.com/in/J%C3%BCrgen-M/",
                "http://de.linkedin.com/in/jürgen-m?trk=x", "linkedin.com/in/ju\u0308rgen-m#a")) {
            assertThat(Matching.ofUrl(url)).as(url).isEqualTo("jürgen-m");
        }
        assertThat(Matching.ofUrl("https://www.linkedin.com/in/ACoAAB1234567890abcdefghij"))
                .isNull();
        assertThat(Matching.ofUrl("https://example.org/in/ana")).isNull();
        assertThat(Matching.normal("%E0%A4%A")).isEqualTo("%e0%a4%a");
    }

    @Test
    void anUrnThatHoldsTheIdMatches() {
        Seen seen = new Seen(null, "urn:li:fsd_profile:ACoANA", null, null, null);
        assertThat(Matching.match(seen, List.of(candidate(ANA, "Ana", "ACoANA"))))
                .isEqualTo(new Match(ANA, By.URN, List.of()));
    }

    @Test
    void aNameAloneIsASuggestionAndOneWordIsNotEvenThat() {
        List<Candidate> all = List.of(candidate(ANA, "Ána  LIMA", null), candidate(BEN, "Ben", null));
        assertThat(Matching.match(Seen.of("ACoX", null, null, "Ana Lima"), all))
                .isEqualTo(new Match(null, null, List.of(ANA)));
        assertThat(Matching.match(Seen.of("ACoX", null, null, "Ben"), all).alike())
                .isEmpty();
    }

    @Test
    void twoOfOursUnderOneIdAreForAPerson() {
        Match match = Matching.match(
                Seen.of(null, "ana-lima", null, null),
                List.of(candidate(ANA, "Ana", null, "ana-lima"), candidate(BEN, "Ana", null, "ana-lima")));
        assertThat(match.lead()).isNull();
        assertThat(match.alike()).containsExactlyInAnyOrder(ANA, BEN);
    }
}
