package io.salessync.outreach.champions;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Work;
import io.salessync.outreach.champions.Employers.Likeness;
import io.salessync.outreach.champions.Sign.Says;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JudgingTests {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-11-10T09:00:00Z");
    private static final Known ADA = new Known(
            "Ada Brandt", "Acme Logistics GmbH", "acme-logistics.example", Instant.parse("2024-03-01T00:00:00Z"));

    private static Seen profile(@Nullable String headline, Work... work) {
        return profile("Ada", "Brandt", headline, work);
    }

    private static Seen profile(
            @Nullable String first, @Nullable String last, @Nullable String headline, Work... work) {
        return new Seen.Profile(new OutreachProfile(
                "ACoAA1", "ada", first, last, headline, null, null, null, null, null, null, List.of(work), List.of()));
    }

    private static Work now(String company, @Nullable String position, @Nullable String since) {
        return new Work(company, position, since, true);
    }

    private static Work once(String company) {
        return new Work(company, "Buyer", "3/1/2021", false);
    }

    private static final Seen BOUNCE = new Seen.Bounced("ada@acme-logistics.example", "5.1.1", BEFORE);
    private static final Seen LEFT = new Seen.LeftNote("Ada Brandt no longer works at Acme Logistics.", BEFORE);
    private static final Seen NEW_MAIL = new Seen.NewEmail("ada@borealis.example", BEFORE);
    private static final Seen NEW_COMPANY = new Seen.NewCompany("Borealis AG", BEFORE);
    private static final Seen ANSWERED = new Seen.Answered("ada@acme-logistics.example", BEFORE);
    private static final Work BOREALIS = now("Borealis AG", "VP Sales", "9/1/2026");

    static Stream<Arguments> cases() {
        return Stream.of(
                // what moved them
                row(
                        "elsewhere, and the old position has ended",
                        Verdict.MOVED,
                        profile(null, BOREALIS, once("ACME Logistics"))),
                row(
                        "the same without a date",
                        Verdict.MOVED,
                        profile(null, now("Borealis", null, null), once("Acme Logistics"))),
                row("elsewhere, and mail comes back", Verdict.MOVED, profile(null, BOREALIS), BOUNCE),
                row("elsewhere, and an answer says so", Verdict.MOVED, profile(null, BOREALIS), LEFT),
                row("elsewhere, and the address fits", Verdict.MOVED, profile(null, BOREALIS), NEW_MAIL),
                row("the CRM has another company and address", Verdict.MOVED, NEW_COMPANY, NEW_MAIL),
                row(
                        "all of it",
                        Verdict.MOVED,
                        profile(null, BOREALIS, once("Acme Logistics")),
                        BOUNCE,
                        LEFT,
                        NEW_COMPANY,
                        NEW_MAIL),
                row(
                        "joined years ago, but the profile ended the known position",
                        Verdict.MOVED,
                        profile(null, now("Borealis", "VP", "2020"), once("Acme Logistics"))),
                // what a person decides
                row("a profile elsewhere alone", Verdict.PROBABLY, profile(null, BOREALIS)),
                row("another company in the CRM alone", Verdict.PROBABLY, NEW_COMPANY),
                row("another address alone", Verdict.PROBABLY, NEW_MAIL),
                row("an answer alone", Verdict.PROBABLY, LEFT),
                row("a bounce and an answer, nothing says whereto", Verdict.PROBABLY, BOUNCE, LEFT),
                row(
                        "on their own since, and the old position has ended",
                        Verdict.PROBABLY,
                        profile(null, now("Self-employed", "Freelance consultant", "2026-09"), once("Acme Logistics"))),
                row(
                        "between jobs, and the old position has ended",
                        Verdict.PROBABLY,
                        profile("Open to work", once("Acme Logistics"))),
                row(
                        "a name much like the known one, and the old position has ended",
                        Verdict.PROBABLY,
                        profile(null, now("Acme Logistics Iberia", "VP", "2026-09"), once("Acme Logistics")),
                        LEFT),
                row("a bounce and another headline", Verdict.PROBABLY, profile("VP Sales at Borealis"), BOUNCE),
                row(
                        "elsewhere, but they answered from the old address after the bounce",
                        Verdict.PROBABLY,
                        profile(null, BOREALIS, once("Acme Logistics")),
                        BOUNCE,
                        new Seen.Answered("ada@acme-logistics.example", BEFORE.plusSeconds(60))),
                // what is no move
                row(
                        "the known company",
                        Verdict.STAYED,
                        profile(null, now("Acme Logistics", "Head of Purchasing", "2/1/2024"))),
                row(
                        "the known company, written otherwise",
                        Verdict.STAYED,
                        profile(null, now("ACME LOGISTICS G.m.b.H.", "Head", "2024"))),
                row(
                        "promoted in it",
                        Verdict.STAYED,
                        profile(null, now("Acme Logistics", "CEO", "10/1/2026"), once("Acme Logistics"))),
                row(
                        "a board seat beside it",
                        Verdict.STAYED,
                        profile(
                                null,
                                now("Golf Club", "Board member", "10/1/2026"),
                                now("Acme Logistics", "Head", "2024"))),
                row(
                        "the known company, though one mail came back",
                        Verdict.STAYED,
                        profile(null, now("Acme Logistics", "Head", "2024")),
                        BOUNCE),
                row("they answered from there", Verdict.STAYED, ANSWERED),
                row("the headline names it", Verdict.STAYED, profile("Head of Purchasing at Acme Logistics | Speaker")),
                // what nobody can tell
                row("nothing", Verdict.UNKNOWN),
                row("a bounce alone is no move", Verdict.UNKNOWN, BOUNCE),
                row("a hidden profile", Verdict.UNKNOWN, new Seen.Hidden("resource_not_found")),
                row("a hidden profile and a bounce", Verdict.UNKNOWN, new Seen.Hidden("resource_not_found"), BOUNCE),
                row("a profile without companies", Verdict.UNKNOWN, profile("Believer in good coffee")),
                row("another headline alone", Verdict.UNKNOWN, profile("VP Sales at Borealis")),
                row(
                        "on their own beside it, nothing has ended",
                        Verdict.UNKNOWN,
                        profile(null, now("Freelance", "Coach", "2026-09"))),
                row("a subsidiary", Verdict.UNKNOWN, profile(null, now("Acme Logistics Iberia", "Head", "9/1/2026"))),
                row(
                        "a new name of the company: the position is older than what we know",
                        Verdict.UNKNOWN,
                        profile(null, now("Velora", "Head", "2/1/2021"))),
                row(
                        "the page belongs to somebody else now",
                        Verdict.UNKNOWN,
                        profile("Per", "Olsen", null, BOREALIS, once("Acme Logistics"))),
                row(
                        "somebody else's page and a bounce",
                        Verdict.UNKNOWN,
                        profile("Per", "Olsen", null, BOREALIS),
                        BOUNCE),
                row("a private address in the CRM", Verdict.UNKNOWN, new Seen.NewEmail("ada.brandt@gmail.com", BEFORE)),
                row(
                        "the profile says here, the CRM says elsewhere",
                        Verdict.UNKNOWN,
                        profile(null, now("Acme Logistics", "Head", "2024")),
                        NEW_COMPANY),
                row(
                        "the profile says here, an answer says gone",
                        Verdict.UNKNOWN,
                        profile(null, now("Acme Logistics", "Head", "2024")),
                        LEFT),
                row(
                        "an answer long ago says nothing",
                        Verdict.UNKNOWN,
                        new Seen.Answered("ada@acme-logistics.example", NOW.minusSeconds(86_400 * 90))));
    }

    private static Arguments row(String what, Verdict verdict, Seen... seen) {
        return Arguments.of(what, verdict, List.of(seen));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void theEvidenceSays(String what, Verdict verdict, List<Seen> seen) {
        Judgement judged = Judging.judge(ADA, seen, NOW);
        assertThat(judged.verdict()).as(what + " " + judged).isEqualTo(verdict);
        assertThat(judged.why()).isNotBlank();
        switch (judged.verdict()) {
            case MOVED -> {
                assertThat(judged.confidence()).isGreaterThanOrEqualTo(Judging.SURE);
                assertThat(Employers.key(judged.company())).isEqualTo("borealis");
                assertThat(judged.signs())
                        .filteredOn(sign -> sign.says() == Says.FOR)
                        .hasSizeGreaterThan(1);
            }
            case PROBABLY -> assertThat(judged.confidence()).isBetween(50, 95);
            case STAYED -> assertThat(judged.confidence()).isGreaterThanOrEqualTo(90);
            case UNKNOWN -> assertThat(judged.confidence()).isZero();
        }
    }

    @Test
    void noSingleSignIsAMove() {
        for (Seen one : List.of(
                profile(null, BOREALIS),
                profile("VP Sales at Borealis"),
                BOUNCE,
                LEFT,
                NEW_MAIL,
                NEW_COMPANY,
                new Seen.Hidden("x"))) {
            assertThat(Judging.judge(ADA, List.of(one), NOW).verdict())
                    .as(one.toString())
                    .isNotEqualTo(Verdict.MOVED);
        }
    }

    @Test
    void mailThatCameBackManyTimesIsOneSign() {
        List<Seen> many = List.of(BOUNCE, BOUNCE, BOUNCE, BOUNCE);
        assertThat(Judging.judge(ADA, many, NOW).signs()).hasSize(1);
        assertThat(Judging.judge(ADA, many, NOW).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whereTheyAreComesWithTitleDateAndTheFittingAddress() {
        Judgement judged = Judging.judge(ADA, List.of(NEW_MAIL, profile(null, BOREALIS)), NOW);
        assertThat(judged.company()).isEqualTo("Borealis AG");
        assertThat(judged.title()).isEqualTo("VP Sales");
        assertThat(judged.since()).isEqualTo(LocalDate.of(2026, 9, 1));
        assertThat(judged.email()).isEqualTo("ada@borealis.example");
        assertThat(judged.signs().getFirst().kind()).isEqualTo(Sign.Kind.PROFILE_ELSEWHERE);
    }

    @Test
    void theSameEvidenceHasTheSameNameWhateverItsOrder() {
        Judgement one = Judging.judge(ADA, List.of(BOUNCE, LEFT), NOW);
        Judgement other = Judging.judge(ADA, List.of(LEFT, BOUNCE), NOW);
        assertThat(one.evidence()).isEqualTo(other.evidence());
        assertThat(Judging.judge(ADA, List.of(LEFT, BOUNCE, NEW_COMPANY), NOW).evidence())
                .isNotEqualTo(one.evidence());
    }

    @ParameterizedTest
    @CsvSource({
        "Acme Logistics GmbH, ACME Logistics, SAME",
        "Acme Logistics GmbH, Acme-Logistics Inc., SAME",
        "Face Book, Facebook, SAME",
        "International Business Machines, IBM, ALIKE",
        "Siemens AG, Siemens Healthineers, ALIKE",
        "Acme Logistics, Acme, ALIKE",
        "Global Services, Global Systems, OTHER",
        "Acme Logistics, Borealis, OTHER",
        "Acme Logistics, '', OTHER",
    })
    void namesOfCompaniesAreHeldAgainstEachOther(String one, String other, Likeness likeness) {
        assertThat(Employers.likeness(one, null, other)).isEqualTo(likeness);
    }

    @Test
    void aDomainTellsTheCompanyToo() {
        assertThat(Employers.likeness("", "acme.co.uk", "Acme Ltd")).isEqualTo(Likeness.SAME);
        assertThat(Employers.likeness("AL Group", "acme-logistics.com", "Acme Logistics"))
                .isEqualTo(Likeness.SAME);
        assertThat(Employers.fits("Borealis AG", "mail.borealis.example")).isTrue();
        assertThat(Employers.fits("Borealis AG", "gmail.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "9/1/2026, 2026-09-01",
        "2026-09, 2026-09-01",
        "2026-09-17, 2026-09-17",
        "Sep 2026, 2026-09-01",
        "September 2026, 2026-09-01",
        "09/2026, 2026-09-01",
        "2026, 2026-01-01",
        "Foo 2026, ",
        "13/45/2026, ",
        "soon, ",
        ", ",
    })
    void datesOfProfilesAreRead(@Nullable String written, @Nullable LocalDate date) {
        assertThat(Employers.date(written)).isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello. Ada Brandt no longer works at Acme. Please write to Tom. | Ada Brandt no longer works at Acme.",
                "Thank you for your mail. She has left the company. | She has left the company.",
                "Frau Brandt ist nicht mehr im Unternehmen. | Frau Brandt ist nicht mehr im Unternehmen.",
                "Ada Brandt ne travaille plus chez nous. | Ada Brandt ne travaille plus chez nous.",
                "I am out of office until Monday. | ",
                "The link no longer works, please send it again. | ",
                "I left early today. | ",
            })
    void answersThatSayThatSomebodyLeftAreFound(String text, @Nullable String sentence) {
        assertThat(Evidence.leaving(text)).isEqualTo(sentence);
    }
}
