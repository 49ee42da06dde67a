package io.salessync.ordersync.board;

import java.util.List;
import java.util.UUID;

/**
 * What a run brought about, in items and subitems, and where the rows of its sync stand now.
 *
 * @param statuses status labels written
 * @param kept values that people had changed and that were left alone
 */
public record RunResult(
        UUID runId,
        long created,
        long adopted,
        long updated,
        long removed,
        long statuses,
        long kept,
        long failed,
        long blocked,
        long unknown,
        long pending,
        List<GroupResult> groups) {

    /** The same for one group of the boards. */
    public record GroupResult(
            String group,
            long created,
            long updated,
            long removed,
            long orders,
            long lines,
            long synced,
            long failed,
            long blocked,
            long pending) {}

    /** In one sentence. */
    String sentence() {
        StringBuilder text = new StringBuilder();
        text.append(created + adopted)
                .append(" created, ")
                .append(updated)
                .append(" updated, ")
                .append(removed)
                .append(" removed");
        if (adopted > 0) {
            text.append(" (").append(adopted).append(" found on the board after an answer was lost)");
        }
        part(text, failed, "failed");
        part(text, blocked, "blocked");
        part(text, unknown, "unknown");
        part(text, pending, "waiting");
        if (kept > 0) {
            text.append("; ").append(kept).append(" values kept as people wrote them");
        }
        return text.toString();
    }

    private static void part(StringBuilder text, long count, String word) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(word);
        }
    }
}
