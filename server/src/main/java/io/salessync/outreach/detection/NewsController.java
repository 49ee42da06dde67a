package io.salessync.outreach.detection;

import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Where services bring news; a secret in a header says that they may. */
@RestController
class NewsController {
    private final NewsDesk desk;
    private final ScanLoop loop;

    NewsController(NewsDesk desk, ScanLoop loop) {
        this.desk = desk;
        this.loop = loop;
    }

    /** It is kept. */
    record Taken(boolean taken) {}

    @PostMapping("/api/v1/outreach/news/{token}")
    @PreAuthorize("permitAll()")
    @Operation(
            summary =
                    "Takes news of an outreach service, in whatever content type, with the secret of its subscription")
    Taken take(
            @PathVariable String token,
            @RequestHeader(name = NewsGates.HEADER, required = false) @Nullable String secret,
            HttpServletRequest request)
            throws IOException {
        byte[] body = request.getContentLengthLong() > NewsDesk.LARGEST
                ? null
                : request.getInputStream().readNBytes(NewsDesk.LARGEST + 1);
        if (body == null || body.length > NewsDesk.LARGEST) {
            throw Problem.of(OutreachProblem.NEWS_TOO_LARGE, "News have 1 MB at most.");
        }
        loop.soon(desk.take(token, secret, body));
        return new Taken(true);
    }
}
