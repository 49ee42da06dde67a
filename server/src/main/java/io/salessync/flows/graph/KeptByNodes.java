package io.salessync.flows.graph;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was read or made of flows, kept for the next time. Memory goes with the number of nodes: the least lately used go once all
 * together have too many. For several threads.
 */
public final class KeptByNodes<K, V> {
    private final int most;
    private final ToIntFunction<V> nodes;
    private final Map<K, V> kept = new LinkedHashMap<>(64, 0.75f, true);
    private int together;

    /**
     * @param most nodes of all together; one flow is kept however many it has
     * @param nodes how many one has
     */
    public KeptByNodes(int most, ToIntFunction<V> nodes) {
        this.most = most;
        this.nodes = nodes;
    }

    /** Null: it is not kept (any more). */
    public synchronized @Nullable V get(K key) {
        return kept.get(key);
    }

    /** Keeps it, and lets go of what that is too much for. */
    public synchronized void put(K key, V value) {
        @Nullable V before = kept.put(key, value);
        together += nodes.applyAsInt(value) - (before == null ? 0 : nodes.applyAsInt(before));
        Iterator<V> eldest = kept.values().iterator();
        while (together > most && kept.size() > 1) {
            together -= nodes.applyAsInt(eldest.next());
            eldest.remove();
        }
    }
}
