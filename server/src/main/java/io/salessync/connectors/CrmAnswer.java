package io.salessync.connectors;

import java.time.Instant;
import java.util.List;

/** What became of a write that was sent as one call. */
public sealed interface CrmAnswer {
    /** The CRM answered; a result for each row, in the order of the rows. */
    record Settled(List<CrmWritten> rows, BatchAnswer.Evidence evidence) implements CrmAnswer {}

    /** Nobody knows whether it was done. Read the records before sending anything again. */
    record Unknown(BatchAnswer.Evidence evidence, String reason) implements CrmAnswer {}

    /** Surely not done, and not now: a limit or no way to reach it. The same body may be sent then. */
    record NotNow(Instant until, String reason, boolean dayLimit) implements CrmAnswer {}

    /** Surely not done, and useless to try again as it is. */
    record Stopped(FaultClass reach, String code, String message, BatchAnswer.Evidence evidence) implements CrmAnswer {}
}
