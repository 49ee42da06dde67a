package io.salessync.outreach.sending;

import io.salessync.outreach.leads.Lead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Deals turns fairly: first between users, then between the sequences of a user, whoever was served least goes next; within a sequence the lead whose call failed and
 * then the one that is due longest. Deficit round robin where each turn costs one and the deficits are what was served of late.
 */
final class Shares {
    private Shares() {}

    /**
     * @param users owners of sequences
     * @param served of late, by sequence
     */
    static List<Lead> order(List<Lead> due, Map<UUID, String> users, Map<UUID, Integer> served) {
        Map<UUID, Deque<Lead>> queues = new LinkedHashMap<>();
        due.stream()
                .sorted(Comparator.comparing((Lead lead) -> lead.tries() == 0)
                        .thenComparing(Lead::stepAt)
                        .thenComparing(Lead::id))
                .forEach(lead -> queues.computeIfAbsent(lead.sequence(), id -> new ArrayDeque<>())
                        .add(lead));
        if (queues.size() < 2) {
            return queues.values().stream().<Lead>mapMulti(Iterable::forEach).toList();
        }
        Map<UUID, Integer> counts = new HashMap<>();
        Map<String, Integer> byUser = new HashMap<>();
        queues.keySet().forEach(sequence -> {
            int count = served.getOrDefault(sequence, 0);
            counts.put(sequence, count);
            byUser.merge(user(users, sequence), count, Integer::sum);
        });
        List<Lead> order = new ArrayList<>(due.size());
        while (!queues.isEmpty()) {
            UUID next = queues.keySet().stream()
                    .min(Comparator.comparingInt((UUID sequence) -> byUser.getOrDefault(user(users, sequence), 0))
                            .thenComparingInt(sequence -> counts.getOrDefault(sequence, 0))
                            .thenComparing(sequence -> sequence))
                    .orElseThrow();
            Deque<Lead> queue = java.util.Objects.requireNonNull(queues.get(next));
            order.add(queue.remove());
            counts.merge(next, 1, Integer::sum);
            byUser.merge(user(users, next), 1, Integer::sum);
            if (queue.isEmpty()) {
                queues.remove(next);
            }
        }
        return order;
    }

    private static String user(Map<UUID, String> users, UUID sequence) {
        return users.getOrDefault(sequence, "");
    }
}
