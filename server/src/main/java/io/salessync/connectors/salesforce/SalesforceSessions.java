package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.problems.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The sessions of this node, one for each account. Whoever finds one over asks for another; those who found the same one over
 * meanwhile wait for that single sign-in and take what it brought.
 */
@Component
class SalesforceSessions {
    private static final long PATIENCE_SECONDS = 45;

    private final SalesforceLogin login;
    private final Tokens tokens;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    SalesforceSessions(SalesforceLogin login, Tokens tokens) {
        this.login = login;
        this.tokens = tokens;
    }

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Session session;
    }

    /** The session there is, or a new one. */
    Session session(Connection connection) {
        Session known = slot(connection).session;
        return known == null ? renew(connection, null) : known;
    }

    /** Another session than this one, which is over. */
    Session renew(Connection connection, @Nullable Session over) {
        Slot slot = slot(connection);
        try {
            if (!slot.lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.of(
                        ConnectorsProblem.VENDOR_UNREACHABLE,
                        "Signing in to Salesforce takes too long. Try again in a moment.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Waits.Interrupted();
        }
        try {
            Session now = slot.session;
            if (now != null && (over == null || !now.token().equals(over.token()))) {
                return now;
            }
            slot.session = null;
            Session made = login.login(connection);
            slot.session = made;
            return made;
        } finally {
            slot.lock.unlock();
        }
    }

    /** Takes a session that an approval brought. */
    void put(Connection connection, Session session) {
        slot(connection).session = session;
    }

    void forget(Connection connection) {
        slot(connection).session = null;
    }

    private Slot slot(Connection connection) {
        // changed secrets make another account, and so another session
        String key = connection.id() + "/" + tokens.open(connection).account();
        return slots.computeIfAbsent(key, account -> new Slot());
    }
}
