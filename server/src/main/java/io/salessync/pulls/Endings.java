package io.salessync.pulls;

import io.salessync.kernel.tenancy.Database;
import io.salessync.pulls.jooq.tables.records.ExecutionRecord;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How an execution goes on, and how it ends: sealed, or broken with the reason. */
@Component("pullEndings")
class Endings {
    private final Database database;
    private final PullRows rows;
    private final InstantSource clock;

    Endings(Database database, PullRows rows, InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.clock = clock;
    }

    Execution move(Pulling.Work work, Execution at, Consumer<ExecutionRecord> change) {
        return work.in(database, sql -> rows.move(sql, work.tenant(), at, change));
    }

    Execution broken(Pulling.Work work, Execution at, String why) {
        return move(work, at, row -> {
            row.setPhase(Execution.Phase.BROKEN.name());
            row.setWhy(why.length() <= 1_000 ? why : why.substring(0, 999) + "…");
            row.setEndedAt(clock.instant());
        });
    }

    Execution unequal(Pulling.Work work, Execution at, long counted, long landed, String more) {
        String why = "Salesforce counts %,d rows, %,d were landed and %,d refused%s"
                .formatted(counted, landed, at.rejected(), more);
        return move(work, at, row -> {
            row.setCounted(counted);
            row.setLanded(landed);
            row.setPhase(Execution.Phase.BROKEN.name());
            row.setWhy(why);
            row.setEndedAt(clock.instant());
        });
    }

    Execution sealed(Pulling.Work work, Execution at, long counted, long landed, long moved, @Nullable String why) {
        return work.in(database, sql -> {
            rows.forgetSwept(sql, work.tenant(), at.id());
            return rows.move(sql, work.tenant(), at, row -> {
                row.setCounted(counted);
                row.setLanded(landed);
                row.setMoved(moved);
                row.setSealed(true);
                row.setWhy(why);
                row.setPhase(Execution.Phase.DONE.name());
                row.setEndedAt(clock.instant());
            });
        });
    }
}
