package io.salessync.outreach.sending;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Takes accounts in and has their owner agree in one go, and lets them go on, for a demonstration or a simulation, whose accounts are nobody's. */
@Component
public class ReadySenders {
    private final Database database;
    private final PostgresSenders senders;
    private final SenderChanges changes;

    ReadySenders(Database database, PostgresSenders senders, SenderChanges changes) {
        this.database = database;
        this.senders = senders;
        this.changes = changes;
    }

    /**
     * Takes accounts of a connection in, those that are not there yet, as their owner who agrees.
     *
     * @param connection its name
     * @param accounts the service's ids
     * @throws io.salessync.kernel.problems.Problem where the service does not tell them or has no such account
     * @return in the order of the accounts
     */
    public List<Sender> take(
            Actor owner,
            String connection,
            List<String> accounts,
            String zone,
            String country,
            SenderSettings settings) {
        List<Sender> ready = new ArrayList<>();
        for (String account : accounts) {
            for (UUID id : changes.take(owner, connection, account, zone, country)) {
                Sender sender = read(owner, id);
                if (sender.consentedAt() == null) {
                    changes.set(
                            owner,
                            id,
                            new SenderChanges.Setting(
                                    sender.name(),
                                    owner.userId(),
                                    sender.team(),
                                    sender.tier(),
                                    zone,
                                    country,
                                    settings,
                                    sender.version()));
                    changes.consent(owner, id, true);
                }
                ready.add(read(owner, id));
            }
        }
        return ready;
    }

    /** Lets an account go on that waits for a person, as somebody does who looked at why. */
    public void goOn(Actor who, UUID sender) {
        changes.goOn(who, sender);
    }

    private Sender read(Actor owner, UUID id) {
        return database.inTenant(owner.tenant(), sql -> senders.one(sql, owner.tenant(), id));
    }
}
