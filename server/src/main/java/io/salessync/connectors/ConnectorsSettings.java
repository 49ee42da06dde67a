package io.salessync.connectors;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How vendors are called.
 *
 * @param privateHosts hosts inside this network ({@code host} or {@code host:port}) that users may name as a vendor's address
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long the vendor may be silent
 * @param totalTimeout how long a call may take from its beginning to the end of its answer
 * @param maximumAnswer larger answers are cut off and count as lost
 * @param callLogDays for how many days the log of calls and the bodies of settled intents are kept
 */
@ConfigurationProperties("salessync.connectors")
public record ConnectorsSettings(
        @DefaultValue List<String> privateHosts,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration readTimeout,
        @DefaultValue("70s") Duration totalTimeout,
        @DefaultValue("16MB") DataSize maximumAnswer,
        @DefaultValue("30") int callLogDays) {}
