package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jooq.DSLContext;

/** Numbers about the records of a run, from its lines. */
public interface RecordFigures {
    /**
     * The share of a run's records that came in without a value in a field: absent, null or empty; 0 to 1. Of the last 10,000 lines
     * that kept what came in, so that the largest run costs no more; empty where there are none.
     */
    OptionalDouble emptyShare(DSLContext sql, TenantId tenant, UUID run, String field);
}
