package io.salessync.kernel.runs;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a database that is away, or a lock that was lost to another, from a fault of the work itself. */
final class DatabaseTrouble {
    /** Connection lost, shut down or starting, too many connections, serialization failure or deadlock. */
    private static final Set<String> PASSING = Set.of("08", "57", "53", "40");

    private DatabaseTrouble() {}

    static boolean isPassing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException || cause instanceof CannotCreateTransactionException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5
                    && PASSING.contains(sql.getSQLState().substring(0, 2))
                    // a query that somebody cancelled or that ran into its own time limit
                    && !sql.getSQLState().equals("57014")) {
                return true;
            }
        }
        return false;
    }
}
