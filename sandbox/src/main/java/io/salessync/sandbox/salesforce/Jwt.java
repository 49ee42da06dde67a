package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A signed token that a client sends to log in. */
record Jwt(JsonNode header, JsonNode claims, byte[] signed, byte[] signature) {

    static @Nullable Jwt read(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            Base64.Decoder base64 = Base64.getUrlDecoder();
            return new Jwt(
                    Json.MAPPER.readTree(base64.decode(parts[0])),
                    Json.MAPPER.readTree(base64.decode(parts[1])),
                    (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                    base64.decode(parts[2]));
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    boolean signedBy(PublicKey key) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(key);
            rsa.update(signed);
            return header.path("alg").asString("").equals("RS256") && rsa.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
