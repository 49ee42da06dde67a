package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Abilities;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.SequenceFinding;
import io.salessync.outreach.sequences.SequenceFinding.Severity;
import io.salessync.outreach.sequences.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Tells before a sequence is published which of its InMails no account can send. */
@Component("outreachAbleSenders")
class AbleSenders implements Abilities {
    private final Database database;
    private final PostgresSenders senders;
    private final Sheets sheets;

    AbleSenders(Database database, PostgresSenders senders, Sheets sheets) {
        this.database = database;
        this.senders = senders;
        this.sheets = sheets;
    }

    static List<Step.InMail> inmails(SequenceDocument document) {
        return document.steps().stream()
                .filter(Step.InMail.class::isInstance)
                .map(Step.InMail.class::cast)
                .toList();
    }

    /** Such as {@code " through Sales Navigator"}; empty: through any. */
    static String through(Step.InMail mail) {
        var product = mail.through().product();
        return product == null ? "" : " through " + product.title();
    }

    @Override
    public List<SequenceFinding> findings(TenantId tenant, SequenceDocument document) {
        List<Step.InMail> inmails = inmails(document);
        if (inmails.isEmpty()) {
            return List.of();
        }
        List<Sheet> all = database.inTenant(tenant, sql -> sheets(sql, tenant, document));
        List<SequenceFinding> found = new ArrayList<>();
        for (Step.InMail mail : inmails) {
            String cannot = cannot(mail, all);
            if (cannot != null) {
                found.add(new SequenceFinding(Severity.WARNING, mail.id(), "through", cannot));
            }
        }
        return found;
    }

    private List<Sheet> sheets(DSLContext sql, TenantId tenant, SequenceDocument document) {
        List<Sender> named = senders.all(sql, tenant).stream()
                .filter(sender -> sender.channel() == Leads.Channel.LINKEDIN)
                .filter(sender -> Choosing.among(sender, document.settings().senders()))
                .toList();
        return List.copyOf(sheets.of(sql, tenant, named).values());
    }

    /** Why a step's InMail goes out of none of these; null: it does. */
    static @org.jspecify.annotations.Nullable String cannot(Step.InMail mail, List<Sheet> accounts) {
        if (accounts.stream().anyMatch(sheet -> !sheet.ways(mail.through()).isEmpty())) {
            return null;
        }
        return accounts.isEmpty()
                ? "there is no LinkedIn account of the sequence that could send an InMail%s; take one in first"
                        .formatted(through(mail))
                : "none of the %d accounts can send an InMail%s: leads wait here; take another product, another account, or a message"
                        .formatted(accounts.size(), through(mail));
    }
}
