package io.salessync.outreach.detection;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far a look at an account may go.
 *
 * @param pages most pages of a list
 * @param time how long a look may take in all, by this machine's own steady clock; a call that is under way ends by its own limit
 * @param known pages without anything new that end an incremental look
 * @param every how often the server asks what is due
 * @param messages how often messages are read that news may have left out
 */
@ConfigurationProperties("salessync.outreach.scans")
record ScanBounds(
        @DefaultValue("40") int pages,
        @DefaultValue("60s") Duration time,
        @DefaultValue("2") int known,
        @DefaultValue("5s") Duration every,
        @DefaultValue("30m") Duration messages) {
    /** The rest of a look's time. */
    static final class Left {
        private final LongSupplier nanos;
        private final long until;

        /** @param nanos a clock that never goes back, in nanoseconds */
        Left(Duration time, LongSupplier nanos) {
            this.nanos = nanos;
            this.until = nanos.getAsLong() + time.toNanos();
        }

        boolean over() {
            return nanos.getAsLong() - until >= 0;
        }
    }

    Left begin() {
        return new Left(time, System::nanoTime);
    }
}
