package io.salessync.alerts;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How alerts are looked for.
 *
 * @param look how often conditions are looked at, for each tenant
 * @param keep how long closed alerts are kept
 */
@ConfigurationProperties("salessync.alerts")
record AlertSettings(
        @DefaultValue("60s") Duration look,
        @DefaultValue("180d") Duration keep) {}
