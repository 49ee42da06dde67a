package io.salessync;

import io.salessync.kernel.problems.Problem;
import java.sql.SQLException;
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
}
