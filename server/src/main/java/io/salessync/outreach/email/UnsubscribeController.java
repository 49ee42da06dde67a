package io.salessync.outreach.email;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page behind the link in a mail. Looking at it changes nothing, since programs that check links look at it too. */
@RestController
class UnsubscribeController {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Unsubscribing unsubscribing;

    UnsubscribeController(Unsubscribing unsubscribing) {
        this.unsubscribing = unsubscribing;
    }

    @GetMapping(path = "/api/v1/outreach/unsubscribe/{token}", produces = MediaType.TEXT_HTML_VALUE)
    @PreAuthorize("permitAll()")
    @Operation(summary = "The page where a person takes themselves off; changes nothing by itself")
    ResponseEntity<String> page(@PathVariable String token) {
        return unsubscribing.isOurs(token)
                ? answer(
                        HttpStatus.OK,
                        "Unsubscribe",
                        "<p>Press the button and we send you no further mails.</p><form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>")
                : wrong();
    }

    @PostMapping(path = "/api/v1/outreach/unsubscribe/{token}", produces = MediaType.TEXT_HTML_VALUE)
    @PreAuthorize("permitAll()")
    @Operation(
            summary = "Takes a person off: by the page's button, or by one click in their mail program (RFC 8058)",
            description = "Whatever the body is. Again changes nothing.")
    ResponseEntity<String> unsubscribe(@PathVariable String token) {
        return unsubscribing.unsubscribe(token)
                ? answer(HttpStatus.OK, "Unsubscribed", "<p>We send you no further mails.</p>")
                : wrong();
    }

    private static ResponseEntity<String> wrong() {
        return answer(
                HttpStatus.NOT_FOUND,
                "Not found",
                "<p>This link is not complete. Copy it whole from the mail, or answer the mail and say that you want no more.</p>");
    }

    private static ResponseEntity<String> answer(HttpStatus status, String title, String text) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .body(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                                + "<title>%s</title></head><body><main><h1>%s</h1>%s</main></body></html>"
                                        .formatted(title, title, text));
    }
}
