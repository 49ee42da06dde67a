package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Stops a load that would remove more than a list usually loses: half a file looks like half the orders gone. */
final class RemovalGuard {
    private final double share;
    private final Map<String, String> variables;

    RemovalGuard(Source source, Map<String, String> variables) {
        this.share = source.maxRemovals();
        this.variables = variables;
    }

    void check(Statement statement, boolean lines) throws SQLException {
        check(statement, "orders", "order_changes", "ordersync.order_list");
        if (lines) {
            check(statement, "lines", "line_changes", "ordersync.order_list_lines");
        }
    }

    private void check(Statement statement, String what, String changes, String list) throws SQLException {
        long removed;
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + changes + " WHERE kind = 'REMOVE'")) {
            count.next();
            removed = count.getLong(1);
        }
        if (removed == 0) {
            return;
        }
        long there;
        String text = "SELECT count(*) FROM " + list
                + " WHERE tenant_id = :'tenant'::uuid AND sync_id = :'sync'::uuid AND NOT removed";
        try (ResultSet count = statement.executeQuery(Loading.filled(text, variables))) {
            count.next();
            there = count.getLong(1);
        }
        if (removed > share * there) {
            throw Problem.of(
                            OrderSyncProblem.TOO_MANY_REMOVALS,
                            ("The list would remove %,d of %,d %s; at most %.0f %% may go at once (max_removals under"
                                            + " [source]). Nothing was imported. If the list is right, import it with"
                                            + " --allow-removals.")
                                    .formatted(removed, there, what, share * 100))
                    .with("removed", removed)
                    .with("present", there);
        }
    }
}
