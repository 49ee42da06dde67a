package io.salessync.pushes;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings together what we and the CRM know of people's consent. */
@Component("pushConsents")
class Consents {
    private final Database database;
    private final Customers customers;
    private final InstantSource clock;

    Consents(Database database, Customers customers, InstantSource clock) {
        this.database = database;
        this.customers = customers;
        this.clock = clock;
    }

    /**
     * The verdict on each row, by its number, as of now.
     *
     * @param vendor what the CRM says, by its ids
     */
    Map<Integer, ConsentRule.Verdict> verdicts(
            TenantId tenant, PushRecord push, Collection<PushRowRecord> rows, Map<String, ConsentRule.Word> vendor) {
        Instant now = clock.instant();
        Map<UUID, Consent> own = database.inTenant(
                tenant,
                sql -> customers.consents(
                        sql,
                        tenant,
                        rows.stream()
                                .map(PushRowRecord::getPersonId)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList(),
                        Consent.Channel.valueOf(push.getChannel().toUpperCase(Locale.ROOT)),
                        push.getPurpose(),
                        now));
        Map<Integer, ConsentRule.Verdict> verdicts = new HashMap<>();
        for (PushRowRecord row : rows) {
            List<ConsentRule.Word> words = new ArrayList<>();
            Consent ours = row.getPersonId() == null ? null : own.get(row.getPersonId());
            if (ours != null) {
                words.add(word(ours, now));
            }
            ConsentRule.Word theirs = vendor.get(String.valueOf(AtVendor.subject(push, row)));
            if (theirs != null) {
                words.add(theirs);
            }
            verdicts.put(
                    row.getNumber(),
                    // objects that are nobody, such as a company, have no consent to give
                    concernsNobody(push, ours)
                            ? new ConsentRule.Verdict(true, null, words)
                            : ConsentRule.of(words, push.getUnknownAllowed()));
        }
        return verdicts;
    }

    private static boolean concernsNobody(PushRecord push, @Nullable Consent ours) {
        return ours == null
                && !List.of("Contact", "Lead", "CampaignMember", "User", "Individual")
                        .contains(push.getObject());
    }

    private static ConsentRule.Word word(Consent ours, Instant now) {
        ConsentRule.Answer answer = switch (ours.state()) {
            case GRANTED -> ConsentRule.Answer.YES;
            case WITHDRAWN -> ConsentRule.Answer.NO;
            // what was agreed to and is over says no; where nothing was ever said, others may speak
            case UNKNOWN ->
                ours.evidence().stream()
                                .anyMatch(said -> said.expires() != null
                                        && !said.expires().isAfter(now))
                        ? ConsentRule.Answer.NO
                        : ConsentRule.Answer.UNKNOWN;
        };
        return new ConsentRule.Word("customers", answer, ours.why());
    }
}
