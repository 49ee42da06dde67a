package io.salessync.outreach.detection;

import io.salessync.connectors.OutreachNews;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.sending.Sender;
import java.util.Optional;
import org.jooq.DSLContext;

/** A bean of whoever knows more of some kinds of news, such as mails: asked before they are handled here. */
public interface NewsListener {
    /**
     * Handles an item, in the open transaction; may come more than once.
     *
     * @param sender the account it is about
     * @return what it did, one sentence for people; empty: it is none of this one's
     */
    Optional<String> heard(DSLContext sql, TenantId tenant, Sender sender, OutreachNews news);
}
