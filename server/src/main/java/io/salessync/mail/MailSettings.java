package io.salessync.mail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail goes out. The server itself is named by {@code spring.mail.*}.
 *
 * @param atOnce how many conversations with the mail server a node holds at a time
 * @param perDomainPerMinute how many mails go to one recipient's domain in a minute, for each tenant
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long the server may be silent
 * @param totalTimeout how long a conversation may take; whoever has not ended by then is cut off
 * @param giveUp how long a mail waits for a server that takes it, counted from when it was queued
 * @param keepBodies how long texts of mails are kept after they ended; the rest of the log stays
 */
@ConfigurationProperties("salessync.mail")
record MailSettings(
        @DefaultValue("4") int atOnce,
        @DefaultValue("60") int perDomainPerMinute,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("60s") Duration totalTimeout,
        @DefaultValue("24h") Duration giveUp,
        @DefaultValue("30d") Duration keepBodies) {
    /** After that a mail that is still being sent has lost its node. */
    Duration lease() {
        return totalTimeout.plusSeconds(60);
    }
}
