package io.salessync.pulls;

import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whole answers to small questions, page by page, over REST or in bulk. */
final class Answers {
    /** How often one is begun anew. */
    static final int RESTARTS = 4;

    /** How long a look at a bulk query waits for it inside. */
    static final Duration BULK_PATIENCE = Duration.ofSeconds(45);

    private Answers() {}

    /** Every page of a query, begun anew where a place in it is gone; false where Salesforce gives it up. */
    static boolean each(
            Pulling.Work work, Crms.Crm crm, CrmQuery query, Consumer<List<Map<String, @Nullable Object>>> taking) {
        String locator = null;
        int begun = 1;
        while (true) {
            switch (crm.connector().page(crm.connection(), query, locator, work.run())) {
                case CrmRead.Page page -> {
                    taking.accept(page.rows());
                    checkpoint(work);
                    if (page.next() == null) {
                        return true;
                    }
                    locator = page.next();
                }
                case CrmRead.LocatorGone gone -> {
                    if (++begun > RESTARTS) {
                        return false;
                    }
                    locator = null;
                }
                case CrmRead.TooMuch much -> {
                    return false;
                }
            }
        }
    }

    /** The same in bulk. */
    static boolean eachInBulk(
            Pulling.Work work, Crms.Crm crm, CrmQuery query, Consumer<List<Map<String, @Nullable Object>>> taking) {
        for (int begun = 0; begun < RESTARTS; begun++) {
            String job = crm.connector().startBulk(crm.connection(), query, work.run());
            CrmConnector.BulkState.State state = CrmConnector.BulkState.State.RUNNING;
            for (int looks = 0; state == CrmConnector.BulkState.State.RUNNING && looks < 60; looks++) {
                state = crm.connector()
                        .bulk(crm.connection(), job, BULK_PATIENCE, work.run())
                        .state();
                checkpoint(work);
            }
            if (state != CrmConnector.BulkState.State.DONE) {
                continue;
            }
            if (pages(work, crm, query, job, taking)) {
                crm.connector().endBulk(crm.connection(), job, true, work.run());
                return true;
            }
        }
        return false;
    }

    private static boolean pages(
            Pulling.Work work,
            Crms.Crm crm,
            CrmQuery query,
            String job,
            Consumer<List<Map<String, @Nullable Object>>> taking) {
        String locator = null;
        while (true) {
            if (!(crm.connector().bulkPage(crm.connection(), query, job, locator, work.run())
                    instanceof CrmRead.Page page)) {
                return false;
            }
            taking.accept(page.rows());
            checkpoint(work);
            if (page.next() == null) {
                return true;
            }
            locator = page.next();
        }
    }

    static void checkpoint(Pulling.Work work) {
        if (work.run() != null) {
            work.run().checkpoint();
        }
    }
}
