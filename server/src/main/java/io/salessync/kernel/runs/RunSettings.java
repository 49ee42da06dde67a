package io.salessync.kernel.runs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a node works on runs.
 *
 * @param automatic whether this node takes runs by itself; tests step them by hand
 * @param threads how many runs a node works on at a time
 * @param together how many short runs a node does in one transaction at the most; 0: each on its own
 * @param lease how long a silent node keeps a run; a beat comes every quarter of it
 * @param stopWait how long a stopping node lets its runs reach a checkpoint
 * @param logRetention how long lines of run logs are kept, in whole days
 * @param retention how long runs are kept after their end
 */
@ConfigurationProperties("salessync.runs")
record RunSettings(
        @DefaultValue("true") boolean automatic,
        @DefaultValue("8") int threads,
        @DefaultValue("100") int together,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("20s") Duration stopWait,
        @DefaultValue("30d") Duration logRetention,
        @DefaultValue("365d") Duration retention) {
    Duration beat() {
        return lease.dividedBy(4);
    }
}
