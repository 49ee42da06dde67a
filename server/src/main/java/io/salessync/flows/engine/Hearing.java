package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes down what a node says of the records it was given. */
final class Hearing implements Node.Outlet {
    private final List<Said> said;
    private final Matching matching;
    /** The one passage that is spoken of; null: several are, and the record tells which. */
    @Nullable Passage about;

    Hearing(List<Said> said, Matching matching) {
        this.said = said;
        this.matching = matching;
    }

    private Passage passage(FlowRecord record) {
        return about == null ? matching.find(record) : about;
    }

    @Override
    public void pass(String port, FlowRecord record) {
        said.add(new Said(passage(record), Said.Kind.PASS, port, "", record));
    }

    @Override
    public void drop(FlowRecord record, String why) {
        said.add(new Said(passage(record), Said.Kind.DROP, "", why, record));
    }

    @Override
    public void fail(FlowRecord record, String errorClass, String message) {
        said.add(new Said(passage(record), Said.Kind.FAIL, errorClass, message, record));
    }

    /** Finds the passage that a record a node speaks of belongs to: the very record, or the next of that key. */
    static final class Matching {
        private final Map<FlowRecord, Deque<Passage>> same = new IdentityHashMap<>();
        private final Map<String, Deque<Passage>> byKey = new HashMap<>();
        private final Map<Passage, Boolean> found = new IdentityHashMap<>();

        Matching(List<Passage> page) {
            page.forEach(passage -> {
                same.computeIfAbsent(passage.record(), record -> new ArrayDeque<>(1))
                        .add(passage);
                byKey.computeIfAbsent(passage.record().key(), key -> new ArrayDeque<>(1))
                        .add(passage);
            });
        }

        Passage find(FlowRecord record) {
            Deque<Passage> candidates = same.get(record);
            if (candidates == null) {
                candidates = byKey.get(record.key());
            }
            if (candidates == null) {
                throw new IllegalStateException("A record “" + record.key() + "” that was not in the page");
            }
            while (candidates.size() > 1 && found.containsKey(candidates.getFirst())) {
                candidates.removeFirst();
            }
            Passage passage = candidates.getFirst();
            found.put(passage, true);
            return passage;
        }
    }
}
