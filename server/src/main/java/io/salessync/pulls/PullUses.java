package io.salessync.pulls;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionUse;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps connections from being deleted under pulls. */
@Component
class PullUses implements ConnectionUse {
    private final Database database;
    private final PullRows rows;

    PullUses(Database database, PullRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public List<String> uses(TenantId tenant, Connection connection) {
        return database.inTenant(tenant, sql -> rows.all(sql, tenant)).stream()
                .filter(pull -> pull.connection().equals(connection.id().value()))
                .map(pull -> "pull \"" + pull.name() + "\"")
                .toList();
    }
}
