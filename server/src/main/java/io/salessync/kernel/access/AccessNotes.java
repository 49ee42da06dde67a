package io.salessync.kernel.access;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.tenancy.TenantId;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Writes down what happened to users, sessions and keys, and tells whoever listens. */
@Component
final class AccessNotes {
    private final Audit audit;
    private final ApplicationEventPublisher events;

    AccessNotes(Audit audit, ApplicationEventPublisher events) {
        this.audit = audit;
        this.events = events;
    }

    /** As {@link Audit#record}, in the transaction that does it. */
    void record(
            DSLContext transaction,
            TenantId tenant,
            String actor,
            String action,
            String subject,
            Map<String, String> detail) {
        audit.record(transaction, tenant, actor, action, subject, detail);
        events.publishEvent(new AccessChanged(tenant, subject));
    }
}
