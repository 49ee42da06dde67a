package io.salessync.logs;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** How many lines a second can be written; measured by hand: {@code ./mvnw -pl server test -Dtest=RecordLogDrive}. */
@ProgramTest
class RecordLogDrive {
    @Autowired
    private RecordLog log;

    @Autowired
    private LogUpkeep upkeep;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Test
    void linesASecond() {
        upkeep.tidyUp();
        TenantId tenant = tenants.fresh().id();
        UUID run = UUID.randomUUID();
        UUID flow = UUID.randomUUID();
        for (int round = 0; round < 6; round++) {
            long began = System.nanoTime();
            int written = 0;
            for (int page = 0; page < 50; page++) {
                List<Line> lines = new ArrayList<>();
                for (int n = 0; n < 1_000; n++) {
                    int record = (round * 50 + page) * 1_000 + n;
                    lines.add(new Line(
                            Instant.parse("2026-11-23T09:00:00Z").plusMillis(record),
                            run,
                            flow,
                            "upsert",
                            "CONTACT-" + record * 7919L % 1_000_003,
                            n % 10 == 0 ? Outcome.DROPPED : Outcome.DONE,
                            n % 10 == 0 ? "filtered: status is not active" : null,
                            null,
                            1,
                            420,
                            "[{\"node\":\"keep\",\"did\":\"passed\",\"ms\":0.1},{\"node\":\"upsert\",\"did\":\"inserted\",\"ms\":0.3}]",
                            "{\"id\":\"CONTACT-%d\",\"email\":\"person%d@example.org\",\"status\":\"active\",\"name\":\"Person Number %d\"}"
                                    .formatted(record, record, record),
                            null,
                            List.of("email", "name")));
                }
                database.runInTenant(tenant, sql -> log.write(sql, tenant, lines));
                written += lines.size();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            LoggerFactory.getLogger(RecordLogDrive.class)
                    .info("{} lines in {} s: {} lines/s", written, seconds, Math.round(written / seconds));
        }
    }
}
