package io.salessync.outreach.email;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.sending.Channel.Sighting;
import io.salessync.outreach.sending.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Mailboxes at services. */
@Component("outreachMailServices")
class MailServices {
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private static final int MOST_PAGES = 20;

    /** No page is asked for later than this after the first one, by this machine's steady clock: whoever waits for it is held for two minutes. */
    private static final Duration LONGEST = Duration.ofSeconds(70);

    private final Connections connections;
    private final ObjectProvider<OutreachConnector> connectors;

    MailServices(Connections connections, ObjectProvider<OutreachConnector> connectors) {
        this.connections = connections;
        this.connectors = connectors;
    }

    /** Does something with the connection of a mailbox; null: nothing here speaks to its service. */
    <T> @Nullable T with(TenantId tenant, Sender sender, BiFunction<Connection, OutreachConnector, T> work) {
        for (Connection connection : connections.all(tenant)) {
            if (connection.id().equals(sender.connection())) {
                for (OutreachConnector connector : connectors) {
                    if (connector.vendor().equals(connection.vendor())) {
                        return work.apply(connection, connector);
                    }
                }
            }
        }
        return null;
    }

    /** Reads a mailbox for a letter, mails to and from its recipient alone; missing is told after a complete reading only. */
    static Sighting look(
            Connection connection,
            OutreachConnector connector,
            Letter letter,
            Instant after,
            Predicate<OutreachMail> isIt) {
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        long until = System.nanoTime() + LONGEST.toNanos();
        for (int page = 0; page < MOST_PAGES; page++) {
            if (System.nanoTime() - until >= 0) {
                return new Sighting.Unclear("the mailbox answered too slowly to be read to its end");
            }
            OutreachAnswer<OutreachPage<OutreachMail>> answer =
                    connector.mails(connection, letter.account(), letter.to(), after, cursor, null);
            if (!(answer instanceof OutreachAnswer.Done<OutreachPage<OutreachMail>> done)) {
                return new Sighting.Unclear("the mailbox could not be read");
            }
            for (OutreachMail mail : done.value().items()) {
                if (isIt.test(mail)) {
                    return new Sighting.There(
                            new OutreachSent(mail.tracking() == null ? mail.id() : mail.tracking(), letter.to(), null),
                            Map.of("source", "mailbox", "mail", mail.id()));
                }
            }
            cursor = done.value().next();
            if (cursor == null) {
                return new Sighting.Missing(Map.of("source", "mailbox", "pages", page + 1));
            }
            if (!cursors.add(cursor)) {
                return new Sighting.Unclear("the list of mails goes round in circles");
            }
        }
        return new Sighting.Unclear("the mailbox has too many mails to and from them");
    }
}
