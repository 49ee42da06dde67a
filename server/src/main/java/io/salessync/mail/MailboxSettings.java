package io.salessync.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mailbox that delivery reports come to, looked at by IMAP. Without a host nothing is looked at.
 *
 * @param host the IMAP server; unset: no mailbox is watched
 * @param port its port
 * @param encryption {@code tls} from the first byte on, {@code starttls}, or {@code none}
 * @param username who signs in
 * @param password with what
 * @param folder where reports lie
 * @param interval from one look to the next
 * @param connectTimeout how long opening a connection may take
 * @param readTimeout how long the server may be silent
 * @param totalTimeout how long a look may take
 */
@ConfigurationProperties("salessync.mail.bounces")
record MailboxSettings(
        @Nullable String host,
        @DefaultValue("993") int port,
        @DefaultValue("tls") Encryption encryption,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("INBOX") String folder,
        @DefaultValue("2m") Duration interval,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("2m") Duration totalTimeout) {
    enum Encryption {
        TLS,
        STARTTLS,
        NONE
    }

    boolean isWatched() {
        return host != null && !host.isBlank();
    }

    @Override
    public String toString() {
        // no password in any log
        return "%s@%s:%d/%s".formatted(username, host, port, folder);
    }
}
