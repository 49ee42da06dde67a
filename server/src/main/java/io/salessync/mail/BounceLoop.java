package io.salessync.mail;

import io.salessync.kernel.runs.Upkeep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Looks into the watched mailbox again and again, where there is one. Of several nodes all do: hearing a report twice changes nothing. */
@Component
final class BounceLoop extends Upkeep {
    private static final Logger log = LoggerFactory.getLogger(BounceLoop.class);

    private final BounceMailbox mailbox;

    BounceLoop(
            BounceMailbox mailbox,
            MailboxSettings settings,
            @Value("${salessync.mail.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("looking into the mailbox " + settings, settings.interval(), automatic && settings.isWatched(), context);
        this.mailbox = mailbox;
    }

    @Override
    protected void tidyUp() {
        BounceMailbox.Look look = mailbox.look();
        if (look.looked() > 0) {
            log.info("{} messages in the mailbox for reports, {} about mails of ours", look.looked(), look.heard());
        }
    }
}
