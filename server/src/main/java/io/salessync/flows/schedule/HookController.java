package io.salessync.flows.schedule;

import io.salessync.kernel.problems.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The address that other programs call; the signature says that they may. */
@RestController
class HookController {
    private final Hooks hooks;

    HookController(Hooks hooks) {
        this.hooks = hooks;
    }

    /** @param run the run that was started, or that the same call started before */
    record Answer(@Nullable UUID run, boolean repeated) {}

    @PostMapping("/hooks/{token}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("permitAll()")
    Answer call(
            @PathVariable String token,
            @RequestHeader(name = "X-SalesSync-Signature", required = false) @Nullable String signature,
            HttpServletRequest request)
            throws IOException {
        byte[] body = request.getContentLengthLong() > Hooks.LARGEST_BODY
                ? null
                : request.getInputStream().readNBytes(Hooks.LARGEST_BODY + 1);
        if (body == null || body.length > Hooks.LARGEST_BODY) {
            throw Problem.of(ScheduleProblem.HOOK_TOO_LARGE, "A webhook's body has 1 MB at most.");
        }
        Hooks.Taken taken = hooks.take(token, signature, request.getContentType(), body);
        return new Answer(taken.run(), taken.repeated());
    }
}
