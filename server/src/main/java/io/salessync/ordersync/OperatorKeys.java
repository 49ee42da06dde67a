package io.salessync.ordersync;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.mapping.Environment;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.net.URI;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keys that reach what only whoever runs the server may reach: its variables, files and networks. Through the API they stay as
 * the server's own file has them; a vendor's public address with a connection's token, or one of its own variables, is free.
 */
final class OperatorKeys {
    private static final String VENDOR_HOST = "api.monday.com";
    private static final String VENDOR_VARIABLES = "env:MONDAY_";

    private OperatorKeys() {}

    /**
     * @param before the mapping as it is; null for a new one
     * @param allowed the addresses inside this network that whoever runs the server lets people name
     */
    static void check(Mapping wanted, @Nullable Mapping before, Predicate<URI> allowed) {
        for (Environment environment : wanted.environments().values()) {
            Environment known = before == null ? null : before.environment(environment.name());
            boolean same = known != null
                    && known.token().equals(environment.token())
                    && known.endpoint().equals(environment.endpoint());
            if (!same && !isFree(environment, allowed)) {
                throw refused(
                        environment.name() + ".token",
                        "'token' and 'endpoint' of [%s] can be changed here to a connection (connection:NAME) alone"
                                .formatted(environment.name()));
            }
        }
        Source source = wanted.source();
        Source old = before == null ? null : before.source();
        boolean reachesOut = source.kind() != Source.Kind.FILE;
        boolean sameReach = old != null
                && old.kind() == source.kind()
                && Objects.equals(old.query(), source.query())
                && Objects.equals(old.files().path(), source.files().path())
                && old.files().done().equals(source.files().done())
                && old.files().failed().equals(source.files().failed());
        if (reachesOut && !sameReach) {
            throw refused("source.kind", "A folder or a database is named in the server's own mapping file alone");
        }
    }

    private static boolean isFree(Environment environment, Predicate<URI> allowed) {
        String token = environment.token();
        boolean vendor = VENDOR_HOST.equals(environment.endpoint().getHost());
        return vendor && (token.startsWith("connection:") || token.startsWith(VENDOR_VARIABLES))
                // the sandbox's tokens are no secrets, but what answers at its address may be anything of this machine
                || (token.startsWith("sandbox:") && allowed.test(environment.endpoint()));
    }

    private static Problem refused(String key, String what) {
        return Problem.of(
                        OrderSyncProblem.OPERATORS_KEY,
                        what + ": import once from the command line with a file that says so.")
                .with("key", key);
    }
}
