package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.VendorConnector.Kept;
import io.salessync.connectors.VendorConnector.Setting;
import io.salessync.kernel.problems.Problem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a connection to Salesforce is set up.
 *
 * @param apiVersion such as {@code 67.0}
 * @param longCalls how many calls that may take 20 s go out at a time
 * @param peopleShare percent of the day's calls that runs leave to people
 */
record Setup(
        Flow flow,
        String clientId,
        String username,
        String audience,
        String apiVersion,
        int longCalls,
        int peopleShare) {
    static final String FLOW = "flow";
    static final String CLIENT_ID = "clientId";
    static final String CLIENT_SECRET = "clientSecret";
    static final String USERNAME = "username";
    static final String PRIVATE_KEY = "privateKey";
    static final String AUDIENCE = "audience";
    static final String API_VERSION = "apiVersion";
    static final String LONG_CALLS = "longCalls";
    static final String PEOPLE_SHARE = "peopleShare";

    private static final int LONGEST = 10_000;

    /** How we sign in. */
    enum Flow {
        CLIENT_CREDENTIALS("client-credentials"),
        JWT("jwt"),
        WEB("web");

        private final String word;

        Flow(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Flow of(String word) {
            for (Flow flow : values()) {
                if (flow.word.equals(word)) {
                    return flow;
                }
            }
            throw wrong(FLOW, "'" + word + "' is none of client-credentials, jwt, web");
        }
    }

    static final List<Setting> SETTINGS = List.of(
            new Setting(
                    FLOW,
                    "Sign-in",
                    "How we sign in: with the app's own key and secret (a user it runs as is set in the app), with a"
                            + " signed assertion for a user, or by a person who approves in the browser.",
                    false,
                    false,
                    List.of("client-credentials", "jwt", "web"),
                    "client-credentials"),
            new Setting(CLIENT_ID, "Consumer key", "Of the External Client App.", false, false, List.of(), ""),
            new Setting(
                    CLIENT_SECRET,
                    "Consumer secret",
                    "Of the External Client App; not needed for signed assertions.",
                    true,
                    false,
                    List.of(),
                    ""),
            new Setting(
                    USERNAME, "User", "For signed assertions: the user they speak for.", false, false, List.of(), ""),
            new Setting(
                    PRIVATE_KEY,
                    "Private key",
                    "For signed assertions: an RSA key in PKCS#8 PEM; its certificate is uploaded to the app.",
                    true,
                    true,
                    List.of(),
                    ""),
            new Setting(
                    AUDIENCE,
                    "Audience",
                    "For signed assertions: https://login.salesforce.com, or https://test.salesforce.com for"
                            + " sandboxes.",
                    false,
                    false,
                    List.of(),
                    "https://login.salesforce.com"),
            new Setting(API_VERSION, "API version", "Such as 67.0.", false, false, List.of(), "67.0"),
            new Setting(
                    LONG_CALLS,
                    "Long calls",
                    "How many calls that may take long go out at a time: 25, or 5 in developer organisations.",
                    false,
                    false,
                    List.of(),
                    "25"),
            new Setting(
                    PEOPLE_SHARE,
                    "Share for people",
                    "Percent of the day's calls that runs leave to people.",
                    false,
                    false,
                    List.of(),
                    "10"));

    static Setup of(Connection connection) {
        return of(connection.settings());
    }

    private static Setup of(Map<String, String> open) {
        return new Setup(
                Flow.of(open.getOrDefault(FLOW, "client-credentials")),
                open.getOrDefault(CLIENT_ID, ""),
                open.getOrDefault(USERNAME, ""),
                open.getOrDefault(AUDIENCE, ""),
                open.getOrDefault(API_VERSION, "67.0"),
                whole(open, LONG_CALLS, 25, 1, 25),
                whole(open, PEOPLE_SHARE, 10, 0, 90));
    }

    private static int whole(Map<String, String> open, String name, int standard, int least, int most) {
        String given = open.getOrDefault(name, "");
        if (given.isBlank()) {
            return standard;
        }
        if (!given.matches("\\d{1,3}") || Integer.parseInt(given) < least || Integer.parseInt(given) > most) {
            throw wrong(name, "'%s' is no whole number from %d to %d".formatted(given, least, most));
        }
        return Integer.parseInt(given);
    }

    /** Checks what people gave and parts the secrets from the rest. */
    static Kept keep(Map<String, String> given, Map<String, String> before) {
        Map<String, String> open = new LinkedHashMap<>();
        Map<String, String> secret = new HashMap<>(before);
        given.forEach((name, value) -> {
            Setting setting = SETTINGS.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong(
                            name,
                            "There is no such setting. There are: "
                                    + String.join(
                                            ", ",
                                            SETTINGS.stream().map(Setting::name).toList())));
            String stripped = value.strip();
            if (stripped.length() > LONGEST) {
                throw wrong(name, "It has %d characters; at most %d are allowed".formatted(stripped.length(), LONGEST));
            }
            if (!setting.secret()) {
                open.put(name, stripped.isEmpty() ? setting.standard() : stripped);
            } else if (!stripped.isEmpty()) {
                secret.put(name, stripped);
            }
        });
        for (Setting setting : SETTINGS) {
            if (!setting.secret() && !setting.standard().isEmpty()) {
                open.putIfAbsent(setting.name(), setting.standard());
            }
        }
        check(of(open), secret);
        open.values().removeIf(String::isEmpty);
        return new Kept(open, secret);
    }

    private static void check(Setup setup, Map<String, String> secret) {
        if (setup.clientId().isEmpty()) {
            throw wrong(CLIENT_ID, "The consumer key of the app has to be given");
        }
        if (!setup.apiVersion().matches("[4-9]\\d\\.0|1\\d\\d\\.0")) {
            throw wrong(API_VERSION, "'" + setup.apiVersion() + "' is no version such as 67.0");
        }
        if (setup.flow() != Flow.JWT && !secret.containsKey(CLIENT_SECRET)) {
            throw wrong(CLIENT_SECRET, "The consumer secret of the app has to be given");
        }
        if (setup.flow() == Flow.JWT) {
            if (setup.username().isEmpty()) {
                throw wrong(USERNAME, "The user that assertions speak for has to be given");
            }
            if (!setup.audience().matches("https?://[^\\s/]+/?")) {
                throw wrong(AUDIENCE, "'" + setup.audience() + "' is no address such as https://login.salesforce.com");
            }
            key(secret);
        }
    }

    static PrivateKey key(Map<String, String> secret) {
        String pem = secret.getOrDefault(PRIVATE_KEY, "");
        if (pem.contains("BEGIN RSA PRIVATE KEY")) {
            throw wrong(
                    PRIVATE_KEY,
                    "It is in the older PKCS#1 form. Turn it into PKCS#8: openssl pkcs8 -topk8 -nocrypt -in KEY.pem");
        }
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // the cause may quote the key
            throw wrong(PRIVATE_KEY, "It is no RSA key in PKCS#8 PEM (it begins with -----BEGIN PRIVATE KEY-----)");
        }
    }

    static Problem wrong(String setting, String what) {
        return Problem.of(ConnectorsProblem.WRONG_SETTING, "Setting '" + setting + "': " + what + ".")
                .with("setting", setting);
    }

    String path(String rest) {
        return "/services/data/v" + apiVersion + rest;
    }
}
