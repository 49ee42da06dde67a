package io.salessync.kernel.runs;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many runs may be at work at once, so that nobody's flood stops the others. In all it is as many as the nodes have threads.
 *
 * @param tenant runs of one tenant
 * @param user runs that one person asked for; what the program starts by itself only counts for the tenant
 */
@ConfigurationProperties("salessync.runs.limits")
record RunLimits(
        @DefaultValue("6") int tenant, @DefaultValue("4") int user) {
    RunLimits {
        if (tenant < 1 || user < 1) {
            throw new IllegalArgumentException(
                    "salessync.runs.limits.tenant and .user are 1 or more, not %d and %d".formatted(tenant, user));
        }
    }
}
