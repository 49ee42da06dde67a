package io.salessync.ordersync.mapping;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section of an environment. */
final class EnvironmentReader {
    static final String VENDOR_ENDPOINT = "https://api.monday.com/v2";
    private static final String API_VERSION = "2026-10";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Pattern TOKEN = Pattern.compile("(env|file|connection|sandbox):(.+)");

    private EnvironmentReader() {}

    static Environment read(String name, Section section, Map<String, String> variables) {
        section.refuseOthers(Keys.OF.getOrDefault(Keys.ENVIRONMENT, List.of()));
        List<String> boards = section.texts("boards");
        if (boards.isEmpty()) {
            section.problem("boards", "names no board", "boards = [\"1234567890\"]");
        }
        for (String board : boards) {
            if (!board.matches("\\d{1,20}")) {
                section.problem(
                        "boards", "holds '" + board + "', which is not a board id", "the number in its address");
            }
        }
        URI endpoint = endpoint(section, variables);
        String version = section.text("api_version", API_VERSION);
        if (!version.matches("\\d{4}-(01|04|07|10)")) {
            section.problem("api_version", "cannot be '" + version + "'", "such as '" + API_VERSION + "'");
        }
        Duration window = section.parsed("idempotency_window", EnvironmentReader::duration);
        return new Environment(
                name,
                section.word("vendor", "monday", List.of("monday")),
                boards,
                token(section, endpoint),
                endpoint,
                byDefault(section, variables),
                version,
                window == null ? Duration.ofMinutes(30) : window,
                batch(section),
                section.pairs("item_columns"),
                section.pairs("line_columns"));
    }

    private static @Nullable Integer batch(Section section) {
        Double batch = section.number("batch");
        if (batch == null) {
            return null;
        }
        if (batch < 1 || batch > 200 || batch != Math.rint(batch)) {
            section.problem("batch", "cannot be " + batch, "a whole number from 1 to 200");
            return null;
        }
        return batch.intValue();
    }

    private static String token(Section section, URI endpoint) {
        String token = section.required("token");
        Matcher matcher = TOKEN.matcher(token);
        if (token.isEmpty()) {
            return token;
        }
        if (!matcher.matches()) {
            // the value may be a real token, so it is not repeated here
            section.problem(
                    "token",
                    "has to be a reference; a token itself has no place in this file",
                    "env:NAME, file:PATH or connection:NAME");
        } else if (matcher.group(1).equals("sandbox") && !loopback(endpoint)) {
            section.problem("token", "of the sandbox works with an endpoint on this machine alone", "env:NAME");
        }
        return token;
    }

    static boolean loopback(URI endpoint) {
        try {
            return endpoint.getHost() != null
                    && (endpoint.getHost().equals("localhost")
                            || endpoint.getHost().matches("[0-9.]+|\\[.*]")
                                    && InetAddress.getByName(endpoint.getHost()).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean byDefault(Section section, Map<String, String> variables) {
        return VARIABLE.matcher(section.text("endpoint", VENDOR_ENDPOINT))
                .results()
                .anyMatch(found -> !variables.containsKey(found.group(1)));
    }

    private static URI endpoint(Section section, Map<String, String> variables) {
        String written = section.text("endpoint", VENDOR_ENDPOINT);
        String text = VARIABLE.matcher(written)
                .replaceAll(found -> Matcher.quoteReplacement(
                        variables.getOrDefault(found.group(1), found.group(2) == null ? "" : found.group(2))));
        try {
            URI endpoint = URI.create(text);
            boolean http = "http".equals(endpoint.getScheme());
            if (endpoint.getHost() == null || !http && !"https".equals(endpoint.getScheme())) {
                section.problem("endpoint", "cannot be '" + text + "'", "such as '" + VENDOR_ENDPOINT + "'");
            } else if (http && !loopback(endpoint)) {
                section.problem("endpoint", "has to be https: the token would travel in the clear", null);
            } else if (endpoint.getUserInfo() != null) {
                section.problem("endpoint", "cannot hold credentials", "use 'token'");
            }
            return endpoint;
        } catch (IllegalArgumentException e) {
            section.problem("endpoint", "is not an address: " + e.getMessage(), null);
            return URI.create(VENDOR_ENDPOINT);
        }
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a number and ms, s, m, h or d, such as 30m");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
