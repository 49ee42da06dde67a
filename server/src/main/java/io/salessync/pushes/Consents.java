package io.salessync.pushes;

import io.salessync.connectors.CrmConnector;
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
        List<UUID> people = rows.stream()
                .map(PushRowRecord::getPersonId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Consent.Channel channel = Consent.Channel.valueOf(push.getChannel().toUpperCase(Locale.ROOT));
        Map<UUID, Consent> own = database.inTenant(
                tenant, sql -> customers.consents(sql, tenant, people, channel, push.getPurpose(), now));
        List<UUID> silent = silent(own);
        Map<UUID, Consent> whatever = silent.isEmpty()
                ? Map.of()
                : database.inTenant(
                        tenant, sql -> customers.consents(sql, tenant, silent, channel, Consent.ANY_PURPOSE, now));
        Map<Integer, ConsentRule.Verdict> verdicts = new HashMap<>();
        for (PushRowRecord row : rows) {
            List<ConsentRule.Word> words = new ArrayList<>();
            Consent ours = row.getPersonId() == null ? null : own.get(row.getPersonId());
            ConsentRule.Word theirs = vendor.get(String.valueOf(AtVendor.subject(push, row)));
            if (ours != null) {
                boolean agreed = theirs != null && theirs.answer() == ConsentRule.Answer.AGREED;
                ConsentRule.Word others = agreed ? null : others(push, whatever.get(row.getPersonId()), now);
                words.add(others == null ? word(ours, now) : others);
            }
            if (theirs != null) {
                words.add(theirs);
            }
            verdicts.put(
                    row.getNumber(),
                    // objects that are nobody, such as a company, have no consent to give
                    concernsNobody(push, ours, theirs)
                            ? new ConsentRule.Verdict(true, null, words)
                            : ConsentRule.of(words, push.getUnknownAllowed()));
        }
        return verdicts;
    }

    /** Those of whom nothing was said for the purpose. */
    private static List<UUID> silent(Map<UUID, Consent> own) {
        return own.entrySet().stream()
                .filter(entry -> entry.getValue().evidence().isEmpty()
                        && entry.getValue().state() == Consent.State.UNKNOWN)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Who agreed to other purposes alone has not agreed to this one; null: nobody agreed to any. */
    private static ConsentRule.@Nullable Word others(PushRecord push, @Nullable Consent whatever, Instant now) {
        if (whatever == null) {
            return null;
        }
        List<String> agreed = whatever.evidence().stream()
                .filter(said -> said.state() == Consent.State.GRANTED
                        && (said.expires() == null || said.expires().isAfter(now)))
                .map(Consent.Statement::purpose)
                .distinct()
                .toList();
        return agreed.isEmpty()
                ? null
                : new ConsentRule.Word(
                        "customers",
                        ConsentRule.Answer.NO,
                        "They agreed to %s, not to %s".formatted(String.join(" and ", agreed), push.getPurpose()),
                        said(whatever, now));
    }

    private static List<CrmConnector.Said> said(Consent consent, Instant now) {
        return consent.evidence().stream()
                .map(one -> new CrmConnector.Said(
                        one.source(),
                        null,
                        one.channel().name().toLowerCase(Locale.ROOT),
                        one.state().name().toLowerCase(Locale.ROOT),
                        one.purpose().equals(Consent.ANY_PURPOSE) ? null : one.purpose(),
                        one.since(),
                        one.expires(),
                        one.expires() == null || one.expires().isAfter(now)))
                .toList();
    }

    private static boolean concernsNobody(PushRecord push, @Nullable Consent ours, ConsentRule.@Nullable Word theirs) {
        // what is about a person on an account makes it a person's
        boolean person = push.getObject().equals("Account")
                && List.of(push.getFields()).stream()
                        .anyMatch(field ->
                                field.equals("LastName") || field.startsWith("Person") || field.endsWith("__pc"));
        return ours == null
                && theirs == null
                && !person
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
        return new ConsentRule.Word("customers", answer, ours.why(), said(ours, now));
    }
}
