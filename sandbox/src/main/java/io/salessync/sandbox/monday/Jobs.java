package io.salessync.sandbox.monday;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Bulk archiving and deleting: done at once, told as a job that is over when it is first asked about. */
final class Jobs {
    private final Boards boards;
    private final Map<String, Map<String, Object>> statuses = new HashMap<>();

    Jobs(Boards boards) {
        this.boards = boards;
    }

    synchronized void reset() {
        statuses.clear();
    }

    synchronized String remove(Board board, List<Object> ids, Item.State to, Instant at) {
        List<String> failed = new ArrayList<>();
        for (Object id : ids) {
            Item item = boards.item(Ids.number(id));
            if (item == null || item.board() != board || !item.active()) {
                failed.add(String.valueOf(id));
            } else {
                boards.remove(item, to, at);
            }
        }
        String job = UUID.nameUUIDFromBytes(
                        ("job " + statuses.size() + at).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        statuses.put(
                job,
                Map.of(
                        "id", job,
                        "status", "COMPLETED",
                        "created_at", at.toString(),
                        "updated_at", at.toString(),
                        "result",
                                Map.of(
                                        "total", ids.size(),
                                        "succeeded", ids.size() - failed.size(),
                                        "failed", failed.size(),
                                        "details", Map.of("failed_item_ids", failed))));
        return job;
    }

    synchronized Map<String, Object> status(String id) {
        Map<String, Object> status = statuses.get(id);
        if (status == null) {
            throw MondayFault.unknown("job", id);
        }
        return status;
    }
}
