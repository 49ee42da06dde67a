package io.salessync.kernel.live;

import io.salessync.kernel.access.AccessChanged;
import io.salessync.kernel.tenancy.Database;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells open pages of users and keys; the listener joins the transaction of the change. */
@Component
class OnAccessChanged {
    private final Database database;
    private final Live live;

    OnAccessChanged(Database database, Live live) {
        this.database = database;
        this.live = live;
    }

    @EventListener
    void on(AccessChanged event) {
        database.runInTenant(event.tenant(), sql -> live.changed(sql, event.tenant(), "access", event.subject()));
    }
}
