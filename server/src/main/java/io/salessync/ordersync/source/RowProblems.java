package io.salessync.ordersync.source;

import static io.salessync.ordersync.jooq.Tables.ROW_PROBLEM;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What was wrong with the rows of each load. */
@Component
public final class RowProblems {
    private final Database database;

    RowProblems(Database database) {
        this.database = database;
    }

    /** The problems of a load behind a position, by line. */
    public List<RowProblem> of(TenantId tenant, UUID loadId, long after, int limit) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(ROW_PROBLEM)
                        .where(ROW_PROBLEM.LOAD_ID.eq(loadId).and(ROW_PROBLEM.POSITION.gt(after)))
                        .orderBy(ROW_PROBLEM.POSITION)
                        .limit(limit)
                        .fetch(row -> new RowProblem(
                                row.getPosition(),
                                row.getLine(),
                                row.getColumnName(),
                                row.getValue(),
                                row.getSourceKey(),
                                row.getCode(),
                                row.getMessage())));
    }
}
