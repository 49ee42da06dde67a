package io.salessync.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTests {
    @TempDir
    private Path folder;

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean has(DatabaseAddress address, String table) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Test
    void aDatabaseThatIsUpToDateIsLeftAtOneLookAndAnyOtherIsBroughtThere() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder)) {
            DatabaseAddress address = postgres.address();
            Migrations.migrate(address);
            assertThat(has(address, "mail.message")).isTrue();

            // whoever read this history would refuse it
            execute(address, "UPDATE mail.migration_history SET checksum = 1 WHERE version = '001'");
            Migrations.migrate(address);

            // migrations of another release were run here
            execute(address, "COMMENT ON SCHEMA kernel IS 'migrations of another release'");
            assertThatThrownBy(() -> Migrations.migrate(address)).hasMessageContaining("checksum");

            execute(address, "DROP SCHEMA mail CASCADE");
            Migrations.migrate(address);
            assertThat(has(address, "mail.message")).isTrue();
            execute(address, "DROP SCHEMA mail CASCADE");
            Migrations.migrate(address);
            assertThat(has(address, "mail.message"))
                    .as("although it was marked before")
                    .isTrue();
        }
    }
}
