package io.salessync.flows.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where a run stands, as its last committed turn left it. */
final class Standing {
    final Map<String, Tally> tallies = new HashMap<>();
    /** By seq. */
    final TreeMap<Long, Parked> parked = new TreeMap<>();
    /** Calls about parked records, by seq and place. */
    final Map<Long, TreeMap<Integer, Calling>> calls = new HashMap<>();

    static final long FIRST_SEQ = 1;

    long nextSeq = FIRST_SEQ;

    Tally tally(String node) {
        return tallies.computeIfAbsent(node, id -> new Tally());
    }

    void add(Calling call) {
        calls.computeIfAbsent(call.seq(), seq -> new TreeMap<>()).put(call.first(), call);
    }

    void committed(Turn turn) {
        tallies.putAll(turn.changed());
        turn.gone.forEach(seq -> {
            parked.remove(seq);
            calls.remove(seq);
        });
        turn.parked.forEach(page -> parked.put(page.seq(), page));
        turn.moved.forEach(page -> parked.put(page.seq(), page));
        Stream.concat(turn.calls.stream(), turn.moves.stream())
                .filter(call -> parked.containsKey(call.seq()))
                .forEach(this::add);
        nextSeq = turn.nextSeq;
    }

    /** Lets go of the records that are kept in memory beyond about this many. */
    void shed(int most) {
        int kept = 0;
        for (Parked page : parked.values().toArray(Parked[]::new)) {
            if (page.passages() != null) {
                kept += page.size();
                if (kept > most) {
                    parked.put(page.seq(), page.withoutPassages());
                }
            }
        }
    }
}
