package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the faults asked for by script make of a call, before it takes effect and after. */
final class UnipileFaults {
    /** The calls that a fault which needs a certain answer can befall. */
    private static final Map<String, Set<String>> ONLY = Map.of(
            "cursor_loop", Set.of("list"),
            "empty_page", Set.of("list"),
            "shifted_page", Set.of("relations", "invitations"),
            "removed_row", Set.of("relations"),
            "stale_list", Set.of("relations", "invitations", "received"),
            "foreign_ids", Set.of("relations", "profile"),
            "null_ids", Set.of("invitations", "profile", "start_chat", "send_message", "mail_send"));

    private static final Set<String> OTHERS = Set.of(
            "unknown_slug",
            "500_before",
            "500_after",
            "lost_request",
            "lost_answer",
            "hang",
            "slow_start",
            "slow_body",
            "html_502",
            "redirect",
            "status_credentials",
            "status_stopped",
            "status_error",
            "status_permissions",
            "status_connecting");

    private UnipileFaults() {}

    static Set<String> kinds() {
        Set<String> kinds = new TreeSet<>(Slug.names());
        kinds.addAll(ONLY.keySet());
        kinds.addAll(OTHERS);
        kinds.addAll(Courier.KINDS);
        return kinds;
    }

    /** Whether a kind of fault can befall a call that does these operations. */
    static boolean canBefall(String kind, Set<String> operations) {
        Set<String> only = ONLY.get(kind);
        if (only != null) {
            return only.stream().anyMatch(operations::contains);
        }
        if (kind.startsWith("status_")) {
            return operations.contains("account");
        }
        if (OTHERS.contains(kind)) {
            return true;
        }
        if (!Slug.names().contains(kind)) {
            return false;
        }
        String where = Slug.of(kind).where();
        return where.equals("any") || operations.contains(where);
    }

    /** The refusal that a fault means; null when it means none. */
    static @Nullable UnipileFault refusal(@Nullable Fault fault) {
        String kind = fault == null ? "" : fault.kind();
        if (kind.equals("unknown_slug")) {
            return UnipileFault.unpublished();
        }
        if (kind.equals("500_before")) {
            return UnipileFault.of("unexpected_error", "Something went wrong on our side.");
        }
        if (kind.equals("500_after")) {
            return UnipileFault.of("provider_error", "The provider answered with an error.");
        }
        return Slug.names().contains(kind) ? UnipileFault.of(kind, null) : null;
    }

    static boolean takesEffect(@Nullable Fault fault) {
        if (fault == null) {
            return true;
        }
        return switch (fault.kind()) {
            case "500_after", "lost_answer" -> true;
            case "500_before", "lost_request", "redirect" -> false;
            case "hang", "html_502", "unknown_slug" -> fault.hasEffect();
            default -> !Slug.names().contains(fault.kind()) || fault.hasEffect();
        };
    }

    /** What a fault makes of an answer, or puts in place of one. */
    static Reply after(@Nullable Fault fault, Reply answer, String path) {
        if (fault == null) {
            return answer;
        }
        UnipileFault refusal = refusal(fault);
        if (refusal != null) {
            Reply refused = refusal.reply(path);
            return fault.kind().equals("too_many_requests") && fault.seconds() != null
                    ? refused.with(Map.of("Retry-After", String.valueOf(Math.round(fault.secondsOr(1)))))
                    : refused;
        }
        return switch (fault.kind()) {
            case "lost_request", "lost_answer" -> Reply.nothing();
            case "hang" -> {
                pause(fault.secondsOr(3600));
                yield Reply.nothing();
            }
            case "html_502" ->
                Reply.text(
                        502,
                        "text/html",
                        "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
            case "redirect" -> Reply.text(301, "text/plain", "").with(Map.of("Location", path + "/"));
            case "slow_body" -> answer.overSeconds(fault.secondsOr(5));
            case "slow_start" -> {
                pause(fault.secondsOr(1));
                yield answer;
            }
            default -> answer;
        };
    }

    private static void pause(double seconds) {
        try {
            Thread.sleep(Duration.ofMillis(Math.round(seconds * 1000)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
