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
import org.springframework.context.event.ContextClosedEvent;

/** A database of its own for a test of the very first start, when there is no tenant and no user. It takes seconds to make. */
public final class EmptyDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            Path folder = Files.createTempDirectory("salessync-first");
            EmbeddedPostgres postgres = EmbeddedPostgres.open(folder);
            context.addApplicationListener(event -> {
                if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == context) {
                    postgres.close();
                }
            });
            DatabaseAddress address = postgres.address();
            TestPropertyValues.of(
                            "salessync.data-dir=" + folder,
                            "salessync.database-url=" + address.url(),
                            "salessync.database-user=" + address.owner(),
                            "salessync.database-password=" + address.ownerPassword(),
                            "salessync.connections=6")
                    .applyTo(context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
