package io.salessync.kernel.access;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes passwords with Argon2id, at most a few at a time: each takes memory and time on purpose. */
@Component
final class Passwords {
    // OWASP's first choice: 19 MiB, two passes, one lane
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, MEMORY_KIB, PASSES);
    private final Semaphore places;
    private final String nobodys;

    Passwords(AccessSettings settings) {
        this.places = new Semaphore(settings.hashesAtOnce());
        this.nobodys = hash(Token.fresh("").text());
    }

    String hash(String password) {
        return limited(() -> String.valueOf(argon2.encode(password)));
    }

    boolean matches(String password, String hash) {
        return password.length() <= PasswordPolicy.LONGEST && limited(() -> argon2.matches(password, hash));
    }

    /** Takes as long as {@link #matches} does, so that an unknown e-mail address looks like a known one. */
    void matchNobody(String password) {
        matches(password, nobodys);
    }

    boolean isOutdated(String hash) {
        return argon2.upgradeEncoding(hash);
    }

    private <T> T limited(Supplier<T> work) {
        places.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
