package io.salessync.flows.graph;

import org.springframework.stereotype.Component;

/** Checks definitions: their structure, each node's settings, and the shapes of records along the edges. */
@Component
public final class Checking {
    private final NodeTypes types;

    Checking(NodeTypes types) {
        this.types = types;
    }

    /** Finds all there is to find; never stops at the first. Not in a transaction. */
    public Checked check(FlowDefinition definition) {
        return new FlowCheck(types, definition).check();
    }
}
