package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.WrongInput;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The client applications that an administrator has registered. */
final class Apps {
    static final String KEY = "sandbox-consumer-key";
    static final String SECRET = "sandbox-consumer-secret";

    private final Map<String, App> apps = new LinkedHashMap<>();

    Apps() {
        reset();
    }

    /**
     * One application.
     *
     * @param runAs the username that client credentials act as; none where that flow is off
     * @param approved the usernames that may come with a signed token; an asterisk stands for all
     */
    record App(
            String key,
            String secret,
            @Nullable String runAs,
            @Nullable PublicKey publicKey,
            Set<String> approved,
            Set<String> callbacks) {}

    synchronized void reset() {
        apps.clear();
        apps.put(KEY, new App(KEY, SECRET, "integration@sandbox.example", null, Set.of("*"), Set.of()));
    }

    synchronized @Nullable App find(String key) {
        return apps.get(key);
    }

    /** Registers an application or replaces it, as told by a person or a test. */
    synchronized Map<String, Object> register(JsonNode body) {
        String key = body.path("client_id").asString(KEY);
        App old = apps.get(key);
        String runAs = body.has("run_as")
                ? body.path("run_as").isNull() ? null : body.path("run_as").asString()
                : old == null ? "integration@sandbox.example" : old.runAs();
        Set<String> approved = new HashSet<>();
        body.path("approved").forEach(name -> approved.add(name.asString()));
        Set<String> callbacks = new HashSet<>();
        body.path("redirect_uris").forEach(uri -> callbacks.add(uri.asString()));
        PublicKey publicKey = body.has("public_key")
                ? key(body.path("public_key").asString(""))
                : old == null ? null : old.publicKey();
        App app = new App(
                key,
                body.path("client_secret").asString(old == null ? SECRET : old.secret()),
                runAs,
                publicKey,
                body.has("approved") ? Set.copyOf(approved) : Set.of("*"),
                Set.copyOf(callbacks));
        apps.put(key, app);
        Map<String, Object> told = new TreeMap<>();
        told.put("client_id", key);
        told.put("public_key", publicKey != null);
        return told;
    }

    /** Reads an RSA key or a certificate in PEM form. */
    private static PublicKey key(String pem) {
        try {
            byte[] bytes = Base64.getMimeDecoder()
                    .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
            if (pem.contains("CERTIFICATE")) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(new java.io.ByteArrayInputStream(bytes))
                        .getPublicKey();
            }
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
        } catch (CertificateException e) {
            throw new WrongInput("public_key is not a certificate in PEM form: " + e.getMessage());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new WrongInput("public_key has to be an RSA public key or a certificate in PEM form");
        }
    }
}
