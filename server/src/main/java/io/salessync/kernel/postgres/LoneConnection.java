package io.salessync.kernel.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A connection of the unprivileged role outside the pool, for LISTEN: a pooled one would not keep its subscriptions. */
public final class LoneConnection {
    private LoneConnection() {}

    /** Opens one; gives up after 10 s, and after 30 s without an answer to a statement. */
    public static Connection open(DatabaseAddress address, String applicationName) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", DatabaseAddress.APP_ROLE);
        properties.setProperty("password", address.appPassword());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(address.url(), properties);
    }
}
