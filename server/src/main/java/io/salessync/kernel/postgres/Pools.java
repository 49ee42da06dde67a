package io.salessync.kernel.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * The application's connections, in three pools so that none of its parts can starve another: pages and API calls, runs at work,
 * and the short writes that nobody should wait for (progress, run logs, giving out places). A thread belongs to the pages
 * unless it says otherwise; the pool that is used is the one at the beginning of a transaction.
 */
public final class Pools extends AbstractRoutingDataSource implements AutoCloseable {
    private static final ThreadLocal<@Nullable Pool> CURRENT = new ThreadLocal<>();

    private final Map<Pool, HikariDataSource> pools = new EnumMap<>(Pool.class);

    /** Whom a connection is for. */
    public enum Pool {
        /** People and scripts that wait for an answer. */
        PAGES,
        /** Runs at work: when all are taken, runs wait. */
        ENGINE,
        /** Short writes beside the work; who holds one never wants another. */
        NOTES
    }

    Pools(DatabaseAddress address, int connections, boolean durable) {
        int notes = Math.max(2, connections / 8);
        int engine = Math.max(3, (connections - notes) / 2);
        int pages = Math.max(3, connections - notes - engine);
        pools.put(Pool.PAGES, pool(address, "pages", pages, 20_000, durable));
        // back-pressure: a run waits its turn, nobody looks at an hourglass
        pools.put(Pool.ENGINE, pool(address, "engine", engine, 60_000, durable));
        pools.put(Pool.NOTES, pool(address, "notes", notes, 20_000, durable));
        setTargetDataSources(Map.copyOf(pools));
        setDefaultTargetDataSource(of(Pool.PAGES));
        afterPropertiesSet();
    }

    /** Does {@code work} with connections of that pool, on this thread. */
    public static <T extends @Nullable Object> T on(Pool pool, Supplier<T> work) {
        Pool outer = CURRENT.get();
        CURRENT.set(pool);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
    }

    @Override
    protected @Nullable Object determineCurrentLookupKey() {
        return CURRENT.get();
    }

    void measure(MeterRegistry registry) {
        pools.values().forEach(pool -> {
            if (pool.getMetricRegistry() == null) {
                pool.setMetricRegistry(registry);
            }
        });
    }

    /** One pool alone, for a library that has its own connections. */
    public HikariDataSource of(Pool pool) {
        HikariDataSource found = pools.get(pool);
        if (found == null) {
            throw new IllegalStateException("no pool for " + pool);
        }
        return found;
    }

    private static HikariDataSource pool(
            DatabaseAddress address, String name, int most, long millisToWait, boolean durable) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(address.url());
        pool.setUsername(DatabaseAddress.APP_ROLE);
        pool.setPassword(address.appPassword());
        pool.setMaximumPoolSize(most);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(millisToWait);
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        pool.addDataSourceProperty("ApplicationName", "salessync-" + name);
        if (!durable) {
            pool.addDataSourceProperty("options", "-c synchronous_commit=off");
        }
        // a connection that hangs in a dead network is given up, not waited for
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("connectTimeout", "10");
        return pool;
    }
}
