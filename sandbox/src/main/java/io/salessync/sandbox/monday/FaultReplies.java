package io.salessync.sandbox.monday;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the faults asked for by script make of a call, before it takes effect and after. */
final class FaultReplies {
    static final Set<String> KINDS = Set.of(
            "429_minute",
            "429_complexity",
            "429_concurrency",
            "429_daily",
            "429_ip",
            "500_before",
            "500_after",
            "500_partial",
            "lost_answer",
            "lost_request",
            "slow_body",
            "slow_start",
            "423",
            "401",
            "label_missing",
            "conflict_409",
            "null_data",
            "partial",
            "cursor_expired",
            "idempotency_evicted",
            "html_502",
            "temporarily_blocked");

    private static final String GATEWAY_PAGE =
            "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

    private static final Set<String> OF_MUTATIONS =
            Set.of("500_partial", "null_data", "partial", "label_missing", "idempotency_evicted");

    private FaultReplies() {}

    /** Some faults befall only calls that write, one only calls that go on with a cursor. */
    static boolean canBefall(String kind, Call call) {
        if (kind.equals("cursor_expired")) {
            return call.usesCursor();
        }
        return call.mutation() || !OF_MUTATIONS.contains(kind);
    }

    /** The refusal of a call that a fault keeps from taking effect, its seconds told as they were given; null when it runs. */
    static @Nullable Refusal before(@Nullable Fault fault, long speed) {
        if (fault == null) {
            return null;
        }
        Duration wait = Duration.ofMillis(Math.round(fault.secondsOr(5) * 1000 * speed));
        return switch (fault.kind()) {
            case "429_minute" -> Refusal.minute(wait);
            case "429_complexity" -> Refusal.complexity(wait);
            case "429_concurrency" -> Refusal.concurrency();
            case "429_daily" -> Refusal.daily(wait);
            case "429_ip" -> Refusal.address(wait);
            case "500_before" -> Refusal.crashed();
            case "423" -> Refusal.locked();
            case "401" -> Refusal.unauthorized();
            case "conflict_409" -> Refusal.conflict(wait);
            case "temporarily_blocked" ->
                Refusal.of("blocked", 200, "API_TEMPORARILY_BLOCKED", "API temporarily blocked");
            default -> null;
        };
    }

    /** The answer, or the lack of one, of a call that never reached the vendor; null when it did. */
    static @Nullable Reply instead(@Nullable Fault fault) {
        if (fault == null) {
            return null;
        }
        return switch (fault.kind()) {
            case "lost_request" -> Reply.nothing();
            case "html_502" -> fault.hasEffect() ? null : gateway();
            default -> null;
        };
    }

    /** What a fault makes of the answer of a call that did take effect. */
    static Reply after(@Nullable Fault fault, Reply answer) {
        return switch (fault == null ? "" : fault.kind()) {
            case "500_after", "500_partial" ->
                Reply.json(
                        500,
                        Map.of(
                                "errors",
                                List.of(Map.of(
                                        "message",
                                        "Internal server error",
                                        "extensions",
                                        Map.of("code", "INTERNAL_SERVER_ERROR", "status_code", 500)))));
            case "lost_answer" -> Reply.nothing();
            case "html_502" -> gateway();
            case "slow_body" -> answer.overSeconds(fault == null ? 0 : fault.secondsOr(5));
            default -> answer;
        };
    }

    /** Whether the answer stays under its key: what broke half-way left nothing to keep. */
    static boolean keeps(@Nullable Fault fault) {
        if (fault == null) {
            return true;
        }
        return switch (fault.kind()) {
            case "idempotency_evicted" -> false;
            case "500_partial" -> fault.cachedOr(false);
            default -> fault.cachedOr(true);
        };
    }

    private static Reply gateway() {
        return Reply.text(502, "text/html", GATEWAY_PAGE);
    }

    /** Keeps a call at work for some wall seconds, so that others find it there. */
    static void linger(@Nullable Fault fault) {
        if (fault != null && fault.kind().equals("slow_start")) {
            try {
                Thread.sleep(Duration.ofMillis(Math.round(fault.secondsOr(1) * 1000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
