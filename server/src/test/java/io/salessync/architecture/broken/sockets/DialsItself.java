package io.salessync.architecture.broken.sockets;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

class DialsItself {
    Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost/x");
    }
}
