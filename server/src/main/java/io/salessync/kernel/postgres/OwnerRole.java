package io.salessync.kernel.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Makes, in an embedded cluster, the database and the role that owns it: no superuser serves or migrates. */
final class OwnerRole {
    private OwnerRole() {}

    static boolean canConnect(String server, String password) {
        try (Connection connection = connect(server, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    static void ensure(String server, String password, String database, DatabaseAddress address) {
        try (Connection connection = connect(server, password);
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", address.owner())) {
                statement.execute("CREATE ROLE " + address.owner()
                        + " LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD '" + address.ownerPassword() + "'");
            }
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
                statement.execute("CREATE DATABASE " + database + " OWNER " + address.owner());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Could not prepare the database: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static Connection connect(String server, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(server + "/postgres", properties);
    }
}
