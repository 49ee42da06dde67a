package io.salessync.connectors.salesforce;

import io.salessync.connectors.calls.VendorAnswer;
import java.time.Instant;

/** What came of asking Salesforce once. */
sealed interface Passage {
    /** It answered with success, or that nothing changed. */
    record Answered(VendorAnswer.Answered told) implements Passage {}

    /** It refused for what was asked. */
    record Refused(SalesforceFault fault, VendorAnswer.Answered told) implements Passage {}

    /** Nobody knows whether it was processed. */
    record Lost(int status, String reason, String excerpt) implements Passage {}

    /** It never went out. */
    record Unreached(String reason) implements Passage {}

    /** It surely was not processed, and may be later. */
    record Later(Instant until, String reason, boolean dayLimit, boolean away) implements Passage {}
}
