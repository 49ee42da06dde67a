package io.salessync.kernel.postgres;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the database, brings it to this release and hands out the pool of the unprivileged role. */
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
    DataSource dataSource(DatabaseAddress address, DatabaseSettings settings) {
        Migrations.migrate(address);
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("app");
        pool.setJdbcUrl(address.url());
        pool.setUsername(DatabaseAddress.APP_ROLE);
        pool.setPassword(address.appPassword());
        pool.setMaximumPoolSize(settings.connections());
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(20_000);
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        pool.addDataSourceProperty("ApplicationName", "salessync");
        // a connection that hangs in a dead network is given up, not waited for
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("connectTimeout", "10");
        return pool;
    }
}
