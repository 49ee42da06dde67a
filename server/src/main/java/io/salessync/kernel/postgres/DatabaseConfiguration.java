package io.salessync.kernel.postgres;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the database, brings it to this release and hands out the pools of the unprivileged role. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(name = "salessync.database-url", matchIfMissing = true, havingValue = "embedded")
    EmbeddedPostgres embeddedPostgres(DatabaseSettings settings) {
        return EmbeddedPostgres.open(settings.dataDir());
    }

    @Bean
    DatabaseAddress databaseAddress(DatabaseSettings settings, ObjectProvider<EmbeddedPostgres> embedded) {
        EmbeddedPostgres own = embedded.getIfAvailable();
        if (own != null) {
            return own.address();
        }
        String url = settings.databaseUrl();
        if (url == null) {
            throw new IllegalStateException("No database: neither an embedded one nor SALESSYNC_DATABASE_URL");
        }
        return new DatabaseAddress(
                url.startsWith("jdbc:") ? url : "jdbc:" + url, settings.databaseUser(), settings.databasePassword());
    }

    @Bean(destroyMethod = "close")
    Pools dataSource(DatabaseAddress address, DatabaseSettings settings) {
        Migrations.migrate(address);
        return new Pools(address, settings.connections(), settings.durable());
    }

    /** How full the pools are, as {@code hikaricp_connections_*}. */
    @Bean
    MeterBinder poolMeters(Pools pools) {
        return pools::measure;
    }
}
