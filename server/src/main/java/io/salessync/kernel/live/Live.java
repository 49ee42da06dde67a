package io.salessync.kernel.live;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import org.jooq.DSLContext;

/** Tells the open pages of a tenant, on every node, that something changed, once the transaction has committed. */
public interface Live {
    /**
     * @param topic {@code runs}, {@code ordersync}, {@code connections}
     * @param subject the id of what changed
     */
    void changed(DSLContext transaction, TenantId tenant, String topic, String subject);

    /** The same of many subjects, in one statement. */
    void changedAll(DSLContext transaction, TenantId tenant, String topic, List<String> subjects);
}
