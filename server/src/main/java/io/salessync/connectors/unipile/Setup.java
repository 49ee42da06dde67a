package io.salessync.connectors.unipile;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.VendorConnector.Kept;
import io.salessync.connectors.VendorConnector.Setting;
import io.salessync.kernel.problems.Problem;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a connection to Unipile is set up. */
final class Setup {
    static final String API_KEY = "apiKey";
    static final String TIMEOUT = "timeout";

    private static final String STANDARD = "30";
    private static final BigDecimal SHORTEST = new BigDecimal("0.1");
    private static final BigDecimal LONGEST = new BigDecimal("120");

    static final List<Setting> SETTINGS = List.of(
            new Setting(
                    API_KEY,
                    "Access token",
                    "Of the Unipile dashboard, under Access tokens.",
                    true,
                    false,
                    List.of(),
                    ""),
            new Setting(
                    TIMEOUT,
                    "Time for a call",
                    "Seconds that a call may take in all, 0.1 to 120.",
                    false,
                    false,
                    List.of(),
                    STANDARD));

    private Setup() {}

    static Kept keep(Map<String, String> given, Map<String, String> before) {
        for (String name : given.keySet()) {
            if (!name.equals(API_KEY) && !name.equals(TIMEOUT)) {
                throw wrong(name, "there is no such setting; known are " + API_KEY + " and " + TIMEOUT);
            }
        }
        String key = given.getOrDefault(API_KEY, "").strip();
        if (key.isEmpty()) {
            key = before.getOrDefault(API_KEY, "");
        }
        if (key.isEmpty() || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            // without its value: it is a secret
            throw wrong(
                    API_KEY, "it is empty or holds blanks or letters that no token has. Copy it again from Unipile");
        }
        String timeout = given.getOrDefault(TIMEOUT, "").strip();
        Map<String, String> open = new LinkedHashMap<>();
        open.put(TIMEOUT, timeout.isEmpty() ? STANDARD : timeout);
        timeout(open);
        return new Kept(open, Map.of(API_KEY, key));
    }

    /** How long a call may take in all. */
    static Duration timeout(Connection connection) {
        return timeout(connection.settings());
    }

    private static Duration timeout(Map<String, String> settings) {
        String told = settings.getOrDefault(TIMEOUT, STANDARD);
        try {
            BigDecimal seconds = new BigDecimal(told);
            if (seconds.compareTo(SHORTEST) >= 0 && seconds.compareTo(LONGEST) <= 0) {
                return Duration.ofMillis(seconds.movePointRight(3).longValue());
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw wrong(TIMEOUT, "'" + told + "' is no number of seconds from 0.1 to 120");
    }

    /** The key; connections that were made with a token alone have nothing else in their secret. */
    static String key(Tokens.Access access) {
        return access.token().startsWith("{") ? access.secrets().getOrDefault(API_KEY, "") : access.token();
    }

    /** The address that paths follow: the one Unipile shows, with or without what every path begins with. */
    static String base(URI endpoint) {
        String base = endpoint.toString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        return base.endsWith("/api/v1") ? base : base + "/api/v1";
    }

    private static Problem wrong(String setting, String what) {
        return Problem.of(ConnectorsProblem.WRONG_SETTING, "Setting '" + setting + "': " + what + ".")
                .with("setting", setting);
    }
}
