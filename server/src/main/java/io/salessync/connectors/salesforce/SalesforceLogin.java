package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Calls;
import io.salessync.connectors.calls.Reading;
import io.salessync.connectors.calls.Reading.Health;
import io.salessync.connectors.calls.Reading.Outcome;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorCall;
import io.salessync.kernel.problems.Problem;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks for sessions: by the app's own secret, by a signed assertion, by a refresh token or an approval's code. */
@Component
class SalesforceLogin {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration ASSERTED = Duration.ofMinutes(3);

    private final Calls calls;
    private final Tokens tokens;
    private final InstantSource clock;

    SalesforceLogin(Calls calls, Tokens tokens, InstantSource clock) {
        this.calls = calls;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Signs in anew, by whatever the connection is set to. */
    Session login(Connection connection) {
        Setup setup = Setup.of(connection);
        Tokens.Access access = tokens.open(connection);
        Map<String, String> secrets = access.secrets();
        Map<String, String> form = new LinkedHashMap<>();
        switch (setup.flow()) {
            case CLIENT_CREDENTIALS -> {
                form.put("grant_type", "client_credentials");
                form.put("client_id", setup.clientId());
                form.put("client_secret", secrets.getOrDefault(Setup.CLIENT_SECRET, ""));
            }
            case JWT -> {
                form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.put("assertion", assertion(setup, Setup.key(secrets)));
            }
            case WEB -> {
                String refresh = tokens.grant(connection)
                        .orElseThrow(() -> Problem.of(
                                ConnectorsProblem.NOT_CONNECTED,
                                "Nobody has approved connection '" + connection.name()
                                        + "' at Salesforce yet. Open the connection and sign in there."));
                form.put("grant_type", "refresh_token");
                form.put("refresh_token", refresh);
                form.put("client_id", setup.clientId());
                form.put("client_secret", secrets.getOrDefault(Setup.CLIENT_SECRET, ""));
            }
        }
        JsonNode told = ask(connection, access, form);
        String again = told.path("refresh_token").asString("");
        if (setup.flow() == Setup.Flow.WEB && !again.isEmpty()) {
            // apps may be set to hand out a new one each time; the one before is over then
            tokens.keepGrant(connection, again);
        }
        return session(connection, told);
    }

    /** Trades an approval's code for a session and keeps its refresh token. */
    Session approve(Connection connection, String code, String redirect, String verifier) {
        Setup setup = Setup.of(connection);
        Tokens.Access access = tokens.open(connection);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect);
        form.put("code_verifier", verifier);
        form.put("client_id", setup.clientId());
        form.put("client_secret", access.secrets().getOrDefault(Setup.CLIENT_SECRET, ""));
        JsonNode told = ask(connection, access, form);
        String refresh = told.path("refresh_token").asString("");
        if (refresh.isEmpty()) {
            throw Problem.of(
                    ConnectorsProblem.SIGN_IN_REFUSED,
                    "Salesforce gave no refresh token. Add the scope 'refresh_token' (offline access) to the app.");
        }
        tokens.keepGrant(connection, refresh);
        return session(connection, told);
    }

    /** Where a person approves. */
    static URI approval(Connection connection, String redirect, String state, String challenge) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", Setup.of(connection).clientId());
        query.put("redirect_uri", redirect);
        query.put("scope", "api refresh_token");
        query.put("state", state);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        return connection.endpoint().resolve("/services/oauth2/authorize?" + encoded(query));
    }

    private String assertion(Setup setup, PrivateKey key) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", setup.clientId());
        claims.put("sub", setup.username());
        claims.put("aud", setup.audience().replaceFirst("/$", ""));
        claims.put("exp", clock.instant().plus(ASSERTED).getEpochSecond());
        String head = base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(SalesforceFault.JSON.writeValueAsBytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(head.getBytes(StandardCharsets.UTF_8));
            return head + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw Setup.wrong(Setup.PRIVATE_KEY, "Nothing can be signed with it");
        }
    }

    private JsonNode ask(Connection connection, Tokens.Access access, Map<String, String> form) {
        VendorCall call = new VendorCall(
                "sign in",
                connection.endpoint().resolve("/services/oauth2/token"),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                encoded(form));
        VendorAnswer answer = calls.make(
                connection, access, "POST", call, WITHIN, new Calls.Occasion(null, null), SalesforceLogin::reading);
        return switch (answer) {
            case VendorAnswer.Answered told when told.status() == 200 -> read(connection, told);
            case VendorAnswer.Answered told -> throw refused(connection, SalesforceFault.of(told));
            case VendorAnswer.NotSent(String reason) -> throw unreachable(connection, reason);
            case VendorAnswer.Lost(String reason) -> throw unreachable(connection, reason);
        };
    }

    private static JsonNode read(Connection connection, VendorAnswer.Answered told) {
        try {
            JsonNode node = SalesforceFault.JSON.readTree(told.body());
            if (node.path("access_token").isString()) {
                return node;
            }
        } catch (JacksonException notJson) {
            // told below
        }
        throw unreachable(connection, "what answers there is not Salesforce's sign-in");
    }

    private static Session session(Connection connection, JsonNode told) {
        String given = told.path("instance_url").asString("");
        URI instance = given.isBlank() ? connection.endpoint() : URI.create(given);
        boolean clear = "http".equals(instance.getScheme())
                && !"http".equals(connection.endpoint().getScheme());
        if (instance.getHost() == null || clear) {
            throw unreachable(connection, "it names '" + given + "' as the place to call");
        }
        return new Session(
                told.path("access_token").asString(), instance, told.path("id").asString(""));
    }

    private static Problem refused(Connection connection, SalesforceFault fault) {
        String more = switch (fault.code()) {
            case "invalid_client_id", "invalid_client" ->
                " Check the consumer key and secret, and that the app is installed in this organisation.";
            case "invalid_grant" ->
                fault.message().contains("approved")
                        ? " An administrator has to let the user use the app: its policies, permitted users."
                        : " The approval may be over: sign in again.";
            case "unsupported_grant_type", "unauthorized_client" ->
                " Switch this way of signing in on in the app, and set the user it runs as.";
            default -> "";
        };
        return Problem.of(
                        fault.status() >= 500
                                ? ConnectorsProblem.VENDOR_UNREACHABLE
                                : ConnectorsProblem.SIGN_IN_REFUSED,
                        "Salesforce does not let connection '" + connection.name() + "' in: " + fault.sentence() + "."
                                + more)
                .with("vendorCode", fault.code());
    }

    private static Problem unreachable(Connection connection, String reason) {
        return Problem.of(
                ConnectorsProblem.VENDOR_UNREACHABLE,
                "Salesforce at " + connection.endpoint() + " cannot be reached: " + reason
                        + ". Check the address: it is your own My Domain, such as https://example.my.salesforce.com.");
    }

    private static Reading reading(VendorAnswer.Answered told) {
        if (told.status() == 200) {
            return new Reading(Outcome.OK, null, null, null, Health.WELL);
        }
        SalesforceFault fault = SalesforceFault.of(told);
        boolean refused = told.status() / 100 == 4;
        return new Reading(
                refused ? Outcome.REFUSED : Outcome.UNKNOWN,
                null,
                null,
                fault.sentence(),
                refused ? Health.REFUSED : Health.SILENT);
    }

    static String encoded(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
