package io.salessync.logs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How record logs are kept.
 *
 * @param retention how long, in whole UTC days
 */
@ConfigurationProperties("salessync.logs")
record LogsSettings(@DefaultValue("30d") Duration retention) {}
