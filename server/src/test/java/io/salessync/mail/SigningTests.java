package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SigningTests {
    /** The examples of RFC 6376, 3.4.5. */
    @Test
    void headersAndBodyAreRelaxedAsTheStandardShows() {
        assertThat(Signing.relaxed("A", " X")).isEqualTo("a:X");
        assertThat(Signing.relaxed("B ", " Y\t\r\n\tZ  ")).isEqualTo("b:Y Z");
        assertThat(Signing.relaxedBody(" C \r\nD \t E\r\n\r\n\r\n")).isEqualTo(" C\r\nD E\r\n");
        assertThat(Signing.relaxedBody("\r\n\r\n")).isEmpty();
    }

    @Test
    void aSignatureCoversBothHeadersOfOneClickAndHolds() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Signing signing = new Signing("ours.example", "s1", pair.getPrivate());
        String letter = "From: ana@ours.example\nSubject: Good\n  day\nList-Unsubscribe: <https://x.example/1>\n"
                + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n\nHello \n\n";
        String signed = new String(
                signing.signed(letter.getBytes(StandardCharsets.UTF_8), Instant.EPOCH), StandardCharsets.ISO_8859_1);
        String header = signed.substring(0, signed.indexOf("\r\nFrom:")).replace("\r\n", "");
        assertThat(header).contains("h=from:subject:list-unsubscribe:list-unsubscribe-post;", "d=ours.example", "s=s1");
        int at = header.indexOf(" b=") + 3;
        String data = "from:ana@ours.example\r\nsubject:Good day\r\nlist-unsubscribe:<https://x.example/1>\r\n"
                + "list-unsubscribe-post:List-Unsubscribe=One-Click\r\ndkim-signature:"
                + header.substring("DKIM-Signature: ".length(), at);
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(pair.getPublic());
        check.update(data.getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(Base64.getDecoder().decode(header.substring(at))))
                .isTrue();
        assertThat(signing.signs("ana@ours.example")).isTrue();
        assertThat(signing.signs("ana@mail.ours.example")).isTrue();
        assertThat(signing.signs("ana@notours.example")).isFalse();
    }
}
