package io.salessync.kit;

import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kernel.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** One embedded PostgreSQL for the whole test run, as durable as the shipped one. Tests keep apart by tenant. */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final Path DATA_DIR = temporaryFolder();
    private static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.open(DATA_DIR);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close));
    }

    public static DatabaseAddress address() {
        return POSTGRES.address();
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(
                        "salessync.data-dir=" + DATA_DIR,
                        "salessync.database-url=" + address().url(),
                        "salessync.database-user=" + address().owner(),
                        "salessync.database-password=" + address().ownerPassword(),
                        // would move the tests' clock behind their backs
                        "salessync.connectors.health-every=10h",
                        "salessync.connections=12")
                .applyTo(context);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("salessync-tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
