package io.salessync.outreach.email;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What mails of the own server carry where their sequence wants to know of openings and followed links. */
@RestController
class VisitController {
    /** One transparent dot. */
    private static final byte[] DOT =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final MailVisits visits;

    VisitController(MailVisits visits) {
        this.visits = visits;
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return headers;
    }

    @GetMapping("/api/v1/outreach/mail/seen/{token}")
    @PreAuthorize("permitAll()")
    @Operation(
            summary = "The picture of a mail that tells of being opened",
            description =
                    "A transparent dot, whatever the token is. Calls of programs are told apart and never count as a person's.")
    ResponseEntity<byte[]> seen(@PathVariable String token, HttpServletRequest request) {
        visits.seen(token, Visits.sign(request.getMethod(), headers(request)));
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_GIF)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .body(DOT);
    }

    @GetMapping("/api/v1/outreach/mail/link/{token}")
    @PreAuthorize("permitAll()")
    @Operation(
            summary = "Leads on to a link of a mail",
            description =
                    "Only to addresses that the mail had. Calls of programs are told apart and never count as a person's.")
    ResponseEntity<String> link(@PathVariable String token, HttpServletRequest request) {
        String to = visits.followed(token, Visits.sign(request.getMethod(), headers(request)));
        ResponseEntity.BodyBuilder answer = to == null
                ? ResponseEntity.status(HttpStatus.NOT_FOUND)
                : ResponseEntity.status(HttpStatus.FOUND).header("Location", address(to));
        answer.header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .contentType(MediaType.TEXT_PLAIN);
        return answer.body(to == null ? "This link is not complete. Copy it whole from the mail.\n" : "");
    }

    /** What is no character of an address is written in percent. */
    private static String address(String link) {
        StringBuilder made = new StringBuilder();
        for (byte one : link.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            if (c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0) {
                made.append(c);
            } else {
                made.append("%%%02X".formatted((int) c));
            }
        }
        return made.toString();
    }
}
