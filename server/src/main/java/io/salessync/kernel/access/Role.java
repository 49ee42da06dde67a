package io.salessync.kernel.access;

import static io.salessync.kernel.access.Permission.ACCESS_READ;
import static io.salessync.kernel.access.Permission.ALERTS_READ;
import static io.salessync.kernel.access.Permission.ALERTS_WRITE;
import static io.salessync.kernel.access.Permission.AUDIT_READ;
import static io.salessync.kernel.access.Permission.CONNECTIONS_READ;
import static io.salessync.kernel.access.Permission.CUSTOMERS_READ;
import static io.salessync.kernel.access.Permission.CUSTOMERS_WRITE;
import static io.salessync.kernel.access.Permission.FLOWS_READ;
import static io.salessync.kernel.access.Permission.FLOWS_RUN;
import static io.salessync.kernel.access.Permission.FLOWS_WRITE;
import static io.salessync.kernel.access.Permission.LOGS_PERSONAL;
import static io.salessync.kernel.access.Permission.LOGS_READ;
import static io.salessync.kernel.access.Permission.MAIL_READ;
import static io.salessync.kernel.access.Permission.METRICS_READ;
import static io.salessync.kernel.access.Permission.ORDERSYNC_READ;
import static io.salessync.kernel.access.Permission.ORDERSYNC_RUN;
import static io.salessync.kernel.access.Permission.ORDERSYNC_WRITE;
import static io.salessync.kernel.access.Permission.OUTREACH_READ;
import static io.salessync.kernel.access.Permission.OUTREACH_RUN;
import static io.salessync.kernel.access.Permission.OUTREACH_WRITE;
import static io.salessync.kernel.access.Permission.PULLS_READ;
import static io.salessync.kernel.access.Permission.PULLS_WRITE;
import static io.salessync.kernel.access.Permission.PUSHES_APPROVE;
import static io.salessync.kernel.access.Permission.PUSHES_READ;
import static io.salessync.kernel.access.Permission.PUSHES_WRITE;
import static io.salessync.kernel.access.Permission.RECORDS_READ;
import static io.salessync.kernel.access.Permission.RECORDS_WRITE;
import static io.salessync.kernel.access.Permission.RUNS_READ;
import static io.salessync.kernel.access.Permission.RUNS_WRITE;
import static io.salessync.kernel.access.Permission.TAGS_READ;
import static io.salessync.kernel.access.Permission.TAGS_WRITE;

import java.util.EnumSet;
import java.util.Set;

/** The roles, each a named set of permissions. */
public enum Role {
    /** Everything, owners included. */
    OWNER(EnumSet.allOf(Permission.class)),
    /** Everything but naming owners. */
    ADMIN(EnumSet.allOf(Permission.class)),
    MANAGER(EnumSet.of(
            ORDERSYNC_READ,
            ORDERSYNC_WRITE,
            ORDERSYNC_RUN,
            RUNS_READ,
            RUNS_WRITE,
            CONNECTIONS_READ,
            AUDIT_READ,
            ACCESS_READ,
            ALERTS_READ,
            ALERTS_WRITE,
            FLOWS_READ,
            FLOWS_WRITE,
            FLOWS_RUN,
            LOGS_READ,
            LOGS_PERSONAL,
            MAIL_READ,
            METRICS_READ,
            RECORDS_READ,
            RECORDS_WRITE,
            CUSTOMERS_READ,
            CUSTOMERS_WRITE,
            OUTREACH_READ,
            OUTREACH_WRITE,
            OUTREACH_RUN,
            PULLS_READ,
            PULLS_WRITE,
            PUSHES_READ,
            PUSHES_WRITE,
            PUSHES_APPROVE,
            TAGS_READ,
            TAGS_WRITE)),
    REP(EnumSet.of(
            ALERTS_READ,
            FLOWS_READ,
            FLOWS_RUN,
            LOGS_READ,
            ORDERSYNC_READ,
            ORDERSYNC_RUN,
            RECORDS_READ,
            RUNS_READ,
            CUSTOMERS_READ,
            CUSTOMERS_WRITE,
            OUTREACH_READ,
            OUTREACH_RUN,
            PULLS_READ,
            PUSHES_READ,
            PUSHES_WRITE,
            TAGS_READ,
            TAGS_WRITE)),
    AGENT(EnumSet.of(RUNS_READ)),
    VIEWER(EnumSet.of(
            ALERTS_READ,
            CONNECTIONS_READ,
            FLOWS_READ,
            LOGS_READ,
            ORDERSYNC_READ,
            RECORDS_READ,
            RUNS_READ,
            CUSTOMERS_READ,
            OUTREACH_READ,
            PULLS_READ,
            TAGS_READ));

    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }
}
