package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the faults asked for by script make of a call, before it takes effect and after. */
final class SalesforceFaults {
    static final Set<String> KINDS = Set.of(
            "401",
            "daily_limit",
            "concurrent_limit",
            "query_timeout",
            "lock_row",
            "duplicates_detected",
            "locator_invalid",
            "409",
            "503",
            "500_before",
            "500_after",
            "lost_request",
            "lost_answer",
            "slow_start",
            "slow_body",
            "late_commit",
            "equal_timestamps",
            "short_list",
            "job_failed",
            "html_502");

    private static final Set<String> OF_QUERIES = Set.of("query_timeout", "late_commit", "equal_timestamps");
    private static final Set<String> OF_WRITES = Set.of("lock_row", "duplicates_detected", "409");

    private SalesforceFaults() {}

    /** Whether a kind of fault can befall a call that does these operations. */
    static boolean canBefall(String kind, Set<String> operations) {
        if (!KINDS.contains(kind)) {
            return false;
        }
        if (operations.contains("login")) {
            return Set.of("503", "500_before", "lost_request", "lost_answer", "slow_start", "slow_body", "html_502")
                    .contains(kind);
        }
        if (OF_QUERIES.contains(kind)) {
            return operations.contains("query")
                    || operations.contains("query_more")
                    || operations.contains("bulk_query");
        }
        if (OF_WRITES.contains(kind)) {
            return operations.contains("write");
        }
        return switch (kind) {
            case "locator_invalid" -> operations.contains("query_more") || operations.contains("bulk_results");
            case "short_list" -> operations.contains("query") || operations.contains("bulk_query");
            case "job_failed" -> operations.contains("bulk_query") || operations.contains("bulk_ingest");
            default -> true;
        };
    }

    /** The refusal of a call that a fault keeps from taking effect; null when it runs. */
    static @Nullable SalesforceFault before(@Nullable Fault fault, Set<String> operations) {
        return switch (fault == null ? "" : fault.kind()) {
            case "401" -> SalesforceFault.session();
            case "daily_limit" -> Limits.daily();
            case "concurrent_limit" -> Limits.tooMany();
            case "query_timeout" ->
                operations.contains("bulk_query")
                        ? null
                        : SalesforceFault.of("QUERY_TIMEOUT", "Your query request was running for too long.");
            case "locator_invalid" -> Cursors.badLocator();
            case "409" ->
                new SalesforceFault(
                        409,
                        "CONFLICT",
                        "The request could not be completed due to a conflict with the current state of the resource",
                        List.of());
            case "503" ->
                new SalesforceFault(
                        503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable; try again later", List.of());
            case "500_before" -> crashed();
            default -> null;
        };
    }

    static SalesforceFault crashed() {
        return new SalesforceFault(
                500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId", List.of());
    }

    static SalesforceFault locked() {
        return SalesforceFault.of("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    }

    /** The answer, or the lack of one, of a call that never reached the vendor; null when it did. */
    static @Nullable Reply instead(@Nullable Fault fault) {
        return switch (fault == null ? "" : fault.kind()) {
            case "lost_request" -> Reply.nothing();
            case "html_502" -> fault != null && fault.hasEffect() ? null : gateway();
            default -> null;
        };
    }

    /** What a fault makes of the answer of a call that did take effect. */
    static Reply after(@Nullable Fault fault, Reply answer, Org org) {
        return switch (fault == null ? "" : fault.kind()) {
            case "500_after" -> crashed().reply(org);
            case "lost_answer" -> Reply.nothing();
            case "html_502" -> gateway();
            case "slow_body" -> answer.overSeconds(fault == null ? 0 : fault.secondsOr(5));
            default -> answer;
        };
    }

    private static Reply gateway() {
        return Reply.text(
                502,
                "text/html",
                "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
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
