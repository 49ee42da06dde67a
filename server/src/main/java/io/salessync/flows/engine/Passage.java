package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;

/**
 * A record on its way through a run, with where it comes from.
 *
 * @param origin as it came from its source
 * @param began microseconds of the run's clock (since 1970) when it was read
 * @param attempt 1, or more when it is tried again
 */
record Passage(FlowRecord record, FlowRecord origin, Trail trail, long began, int attempt) {
    Passage with(FlowRecord next, Trail way) {
        return new Passage(next, origin, way, began, attempt);
    }

    Passage then(String node, String did, long micros) {
        return new Passage(record, origin, trail.then(node, did, micros), began, attempt);
    }

    Passage tried(int times) {
        return new Passage(record, origin, trail, began, times);
    }
}
