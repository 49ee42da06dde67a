package io.salessync;

import io.salessync.kernel.problems.Problem;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Keeps a failed start from being told twice: what is a {@link Problem} is said by the command in a sentence, and nobody needs a stack
 * trace of it before. Named in {@code META-INF/spring.factories}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FailureReport implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem || cause instanceof PortInUseException) {
                return true;
            }
        }
        return false;
    }
}
