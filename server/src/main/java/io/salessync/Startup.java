package io.salessync;

import io.salessync.kernel.problems.Problem;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/** Why a start failed, in words that say what to do. */
final class Startup {
    private Startup() {}

    static RuntimeException problem(RuntimeException failure, int port) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof PortInUseException) {
                return Problem.of(
                        StartProblem.PORT_TAKEN,
                        "Port " + port + " is taken by another program. Stop it, or name another port with --port.");
            }
            if (cause instanceof SQLException) {
                return Problem.of(
                        StartProblem.NO_DATABASE,
                        "The database cannot be reached: " + cause.getMessage()
                                + " Check SALESSYNC_DATABASE_URL, _USER and _PASSWORD, and that it runs.",
                        failure);
            }
        }
        return failure;
    }

    /** What a command that was under way says of a database that went away; null: it failed because of something else. */
    static @Nullable Problem lostDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql instanceof SQLTransientConnectionException || isConnection(sql.getSQLState()))) {
                return Problem.of(
                        StartProblem.NO_DATABASE,
                        "The database went away: " + sql.getMessage()
                                + " What was under way is safe; do it again when the database runs.",
                        failure);
            }
        }
        return null;
    }

    /** Connection lost (08) or ended by the server (57P). */
    private static boolean isConnection(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
