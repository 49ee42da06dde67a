package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginTests extends SalesforceTests {
    private static final String APP = "client_id=" + Apps.KEY + "&client_secret=" + Apps.SECRET;

    private Answer token(String form) {
        return call(
                "POST", "/services/oauth2/token", form, Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    private int status(String token) {
        return call("GET", BASE + "/limits", null, Map.of("Authorization", "Bearer " + token))
                .status();
    }

    private static String error(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().path("error").asString() + ": "
                + answer.json().path("error_description").asString();
    }

    @Test
    void aTokenIsGoodForTwoHoursAfterItsLastUse() {
        Answer granted = token("grant_type=client_credentials&" + APP);
        assertThat(granted.json().path("instance_url").asString())
                .isEqualTo("http://127.0.0.1:" + sandbox.salesforcePort());
        assertThat(granted.json().has("refresh_token")).isFalse();
        String token = granted.json().path("access_token").asString();
        sandbox.step(Duration.ofMinutes(119));
        assertThat(status(token)).isEqualTo(200);
        sandbox.step(Duration.ofMinutes(119));
        assertThat(status(token)).isEqualTo(200);
        sandbox.step(Duration.ofMinutes(121));
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void wrongClientsAndGrantsAreRefusedInTheFormOfTheLogin() {
        assertThat(error(token("grant_type=client_credentials&client_id=x&client_secret=y")))
                .startsWith("invalid_client_id");
        assertThat(error(token("grant_type=client_credentials&client_id=" + Apps.KEY + "&client_secret=y")))
                .startsWith("invalid_client:");
        assertThat(error(token("grant_type=password&" + APP + "&username=a&password=b")))
                .isEqualTo("invalid_grant: authentication failure");
        assertThat(error(token("grant_type=device&" + APP))).startsWith("unsupported_grant_type");
        act("apps", java.util.Collections.singletonMap("run_as", null));
        assertThat(error(token("grant_type=client_credentials&" + APP)))
                .isEqualTo("invalid_grant: no client credentials user enabled");
    }

    @Test
    void aSignedTokenNeedsKeyAudienceTimeAndApproval() throws GeneralSecurityException {
        KeyPair pair = pair();
        assertThat(error(signed(pair, "integration@sandbox.example", "https://login.salesforce.com", 180)))
                .contains("invalid assertion");
        act("apps", Map.of("public_key", pem(pair), "approved", List.of("integration@sandbox.example")));
        assertThat(signed(pair, "integration@sandbox.example", "https://login.salesforce.com", 180)
                        .status())
                .isEqualTo(200);
        assertThat(signed(pair, "integration@sandbox.example", "https://test.salesforce.com/", 60)
                        .status())
                .isEqualTo(200);
        assertThat(error(signed(pair(), "integration@sandbox.example", "https://login.salesforce.com", 180)))
                .contains("invalid assertion");
        assertThat(error(signed(pair, "integration@sandbox.example", "https://example.com", 180)))
                .isEqualTo("invalid_grant: audience is invalid");
        assertThat(error(signed(pair, "integration@sandbox.example", "https://login.salesforce.com", -1)))
                .contains("expired");
        assertThat(error(signed(pair, "seller1@sandbox.example", "https://login.salesforce.com", 180)))
                .isEqualTo("invalid_grant: user hasn't approved this consumer");
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private Answer signed(KeyPair pair, String user, String audience, long seconds) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims = Json.MAPPER.writeValueAsString(Map.of(
                "iss", Apps.KEY, "sub", user, "aud", audience, "exp", RunningSandbox.START.getEpochSecond() + seconds));
        String text = base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(pair.getPrivate());
        rsa.update(text.getBytes(StandardCharsets.US_ASCII));
        return token("grant_type=" + encode("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=" + text + "."
                + base64.encodeToString(rsa.sign()));
    }

    private String code(String more) {
        String form = "response_type=code&client_id=" + Apps.KEY + "&redirect_uri=" + encode("http://127.0.0.1/back")
                + "&state=s&answer=allow" + more;
        String location =
                String.valueOf(call("POST", "/services/oauth2/authorize", form).header("Location"));
        return location.replaceAll(".*[?&]code=([^&]+).*", "$1");
    }

    @Test
    void aPersonAllowsAndTheSixthApprovalEndsTheFirst() {
        String grant =
                "grant_type=authorization_code&" + APP + "&redirect_uri=" + encode("http://127.0.0.1/back") + "&code=";
        String first = token(grant + code("")).json().path("refresh_token").asString();
        String refresh = "grant_type=refresh_token&" + APP + "&refresh_token=";
        assertThat(token(refresh + first).json().path("access_token").asString())
                .startsWith("00D");
        for (int more = 0; more < 4; more++) {
            token(grant + code(""));
        }
        assertThat(token(refresh + first).status()).isEqualTo(200);
        String code = code("");
        assertThat(token(grant + code).status()).isEqualTo(200);
        assertThat(error(token(grant + code))).as("a code is good once").contains("expired authorization code");
        assertThat(error(token(refresh + first))).isEqualTo("invalid_grant: expired access/refresh token");
    }

    @Test
    void aVerifierHasToFitItsChallenge() {
        String challenge = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        String grant = "grant_type=authorization_code&client_id=" + Apps.KEY + "&redirect_uri="
                + encode("http://127.0.0.1/back") + "&code=";
        assertThat(error(token(grant + code(challenge) + "&code_verifier=wrong")))
                .contains("invalid code verifier");
        assertThat(token(grant + code(challenge) + "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDenialGoesBackToTheApplication() {
        String form = "response_type=code&client_id=" + Apps.KEY + "&redirect_uri=" + encode("http://127.0.0.1/back")
                + "&state=s&answer=deny";
        Answer denied = call("POST", "/services/oauth2/authorize", form);
        assertThat(denied.status()).isEqualTo(302);
        assertThat(denied.header("Location")).contains("error=access_denied", "state=s");
        String page = call(
                        "GET", "/services/oauth2/authorize?" + form.replace("&answer=deny", "&scope=%22%3Cb%3E"), null)
                .text();
        assertThat(page).contains("&quot;&lt;b>").doesNotContain("\"<b>");
    }
}
