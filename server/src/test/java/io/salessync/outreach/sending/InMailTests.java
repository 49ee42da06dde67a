package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachWrite;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.SequenceFinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** InMails go through the products an account has, with the ids that are good there, for the credits that are left. */
@ProgramTest
class InMailTests extends PlayedEngine {
    private static final Set<Product> NAVIGATOR = Set.of(Product.CLASSIC, Product.SALES_NAVIGATOR);

    @Autowired
    private Sheets sheets;

    @Autowired
    private PostgresSenders senderRows;

    private static String inmail(String through) {
        return """
                - id: write
                  type: inmail
                  subject: "Hello"
                  text: "Hello {{ first_name }}"
                  through: %s
                - id: done
                  type: end
                """.formatted(through);
    }

    private OutreachWrite.Chat sent() {
        assertThat(world.effects()).hasSize(1);
        return (OutreachWrite.Chat) world.effects().getFirst();
    }

    private boolean free(Lead lead) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT free FROM outreach.touch WHERE tenant_id = ? AND lead_id = ? AND action = 'INMAIL'",
                                tenant.value(),
                                lead.id())
                        .get(0, Boolean.class));
    }

    private InMails inmails(Sender sender) {
        return database.inTenant(tenant, sql -> sheets.of(sql, tenant, sender).inmails());
    }

    @Test
    void itGoesThroughSalesNavigatorWithTheIdThatIsGoodThere() {
        world.products("ana", NAVIGATOR);
        world.credits("ana", Map.of(Product.SALES_NAVIGATOR, 3));
        Sender ana = sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        play(Duration.ofHours(1));
        assertThat(sent().product()).isEqualTo(Product.SALES_NAVIGATOR);
        assertThat(sent().person()).isEqualTo("ACw-person-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(inmails(ana).credits())
                .containsEntry(Product.SALES_NAVIGATOR, 2)
                .containsEntry(Product.CLASSIC, 0);
    }

    @Test
    void theStepSaysWhichProductItTakes() {
        world.products("ana", Set.of(Product.values()));
        world.credits("ana", Map.of(Product.CLASSIC, 5, Product.SALES_NAVIGATOR, 5, Product.RECRUITER, 5));
        sender("ana");
        admit(sequence(inmail("recruiter")), 1);
        play(Duration.ofHours(1));
        assertThat(sent().product()).isEqualTo(Product.RECRUITER);
        assertThat(sent().person()).isEqualTo("AEM-person-1");
    }

    @Test
    void anOpenProfileIsWrittenToWithoutACredit() {
        world.credits("ana", Map.of(Product.CLASSIC, 0));
        world.open("person-1");
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        play(Duration.ofHours(1));
        assertThat(sent().person()).isEqualTo("ACo-person-1");
        assertThat(free(lead)).isTrue();
    }

    @Test
    void whereOneProductHasNoneLeftAnotherIsTaken() {
        world.products("ana", NAVIGATOR);
        world.credits("ana", Map.of(Product.SALES_NAVIGATOR, 0, Product.CLASSIC, 2));
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        play(Duration.ofHours(1));
        assertThat(sent().product()).isEqualTo(Product.CLASSIC);
        assertThat(free(lead)).isFalse();
    }

    @Test
    void whoHasNoCreditsWaitsByThatNameAndGoesOnWhenThereAreSome() {
        world.credits("ana", Map.of(Product.CLASSIC, 0));
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        play(Duration.ofHours(1));
        assertThat(effects()).isEmpty();
        assertThat(why(lead).blocker()).isEqualTo(Blocker.CREDITS);
        assertThat(why(lead).sentence()).contains("no InMail credits left", "LinkedIn Premium");
        world.credits("ana", Map.of(Product.CLASSIC, 1));
        play(Duration.ofHours(8));
        assertThat(sent().product()).isEqualTo(Product.CLASSIC);
    }

    @Test
    void aRefusalForWantOfCreditsTurnsToAnotherProduct() {
        world.products("ana", NAVIGATOR);
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        List<Product> tried = new ArrayList<>();
        world.script(write -> {
            tried.add(((OutreachWrite.Chat) write).product());
            return tried.size() == 1
                    ? new Fate.Refused(OutreachFault.NO_CREDITS, "errors/insufficient_credits")
                    : new Fate.Well(null);
        });
        play(Duration.ofHours(1));
        assertThat(tried).containsExactly(Product.SALES_NAVIGATOR, Product.CLASSIC);
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void aProductThatIsNotPaidForHoldsItsStepsAndNothingElse() {
        world.products("ana", NAVIGATOR);
        Sender ana = sender("ana");
        Lead lead = admit(sequence(inmail("sales_navigator")), 1);
        world.script(write -> new Fate.Refused(OutreachFault.OUR_CONFIG, "errors/feature_not_subscribed"));
        play(Duration.ofHours(1));
        assertThat(why(lead).blocker()).isEqualTo(Blocker.PRODUCT);
        assertThat(why(lead).sentence()).contains("Sales Navigator");
        world.script(write -> new Fate.Well(null));
        admit(sequence("""
                        - id: invite
                          type: invite
                        - id: done
                          type: end
                        """), 2);
        play(Duration.ofHours(1));
        assertThat(effects()).containsExactly("invite ACo-person-2");
        assertThat(inmails(ana).told()).containsExactly(Product.CLASSIC);
    }

    @Test
    void whoTakesNoInMailFailsByTheNetworksOwnWord() {
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        world.script(write -> new Fate.Refused(OutreachFault.LEAD_TERMINAL, "errors/not_allowed_inmail"));
        play(Duration.ofHours(1));
        assertThat(now(lead).state()).isEqualTo(LeadState.FAILED);
        assertThat(now(lead).reason()).isEqualTo("errors/not_allowed_inmail");
    }

    @Test
    void aLostAnswerIsFoundByTheIdOfTheProductAndNothingIsSentTwice() {
        world.products("ana", NAVIGATOR);
        world.credits("ana", Map.of(Product.SALES_NAVIGATOR, 3));
        sender("ana");
        Lead lead = admit(sequence(inmail("any")), 1);
        world.script(write -> new Fate.Silence(true));
        play(Duration.ofHours(2));
        assertThat(sent().person()).isEqualTo("ACw-person-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void idsOfAProductInWhichNobodyKnowsThemDecideNothing() {
        assertThat(Verifying.otherProduct("AEM-x", List.of("ACo-x", "ACw-x"))).isTrue();
        assertThat(Verifying.otherProduct("ACo-y", List.of("ACo-x"))).isFalse();
        assertThat(Verifying.otherProduct("urn:7", List.of("ACo-x"))).isFalse();
    }

    @Test
    void thatNoAccountCanIsToldBeforeAnythingIsPublishedAndInTheForecast() {
        Sender ana = sender("ana");
        SequenceDocument document =
                sequences.read(OutreachKit.atAnyTime("Recruiting", "stop: person", inmail("recruiter")));
        assertThat(sequences.check(tenant, document))
                .filteredOn(finding -> "through".equals(finding.field()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(SequenceFinding.Severity.WARNING);
                    assertThat(finding.message())
                            .contains("none of the 1 accounts can send an InMail through Recruiter");
                });
        Sheet sheet = database.inTenant(tenant, sql -> sheets.of(sql, tenant, ana));
        Forecast.Answer told = Forecast.of(document, 10, List.of(new Forecast.Account(sheet, 0)), clock.instant());
        assertThat(told.lastFirstTouch()).isNull();
        assertThat(told.warnings()).singleElement().asString().contains("through Recruiter");
        Lead lead = admit(sequence(inmail("recruiter")), 1);
        play(Duration.ofHours(1));
        assertThat(why(lead).blocker()).isEqualTo(Blocker.NO_SENDER);
        assertThat(why(lead).sentence()).contains("through Recruiter");
    }

    @Test
    void creditsThatDoNotSufficeAreToldInTheForecast() {
        world.credits("ana", Map.of(Product.CLASSIC, 4));
        Sender ana = sender("ana");
        database.runInTenant(tenant, sql -> senderRows.credits(sql, tenant, ana.id(), Map.of(Product.CLASSIC, 4)));
        SequenceDocument document = sequences.read(OutreachKit.atAnyTime("Few", "stop: person", inmail("any")));
        Sheet sheet = database.inTenant(tenant, sql -> sheets.of(sql, tenant, ana));
        assertThat(Forecast.of(document, 10, List.of(new Forecast.Account(sheet, 0)), clock.instant())
                        .warnings())
                .singleElement()
                .asString()
                .contains("4 InMail credits", "10 leads");
    }

    @Test
    void anAccountThatCanIsGivenTheLeads() {
        sender("ben");
        world.products("ana", NAVIGATOR);
        Sender ana = sender("ana");
        UUID sequence = sequence(inmail("sales_navigator"));
        Lead one = admit(sequence, 1);
        Lead two = admit(sequence, 2);
        play(Duration.ofHours(2));
        assertThat(List.of(now(one).sender(), now(two).sender())).containsOnly(ana.id());
    }
}
