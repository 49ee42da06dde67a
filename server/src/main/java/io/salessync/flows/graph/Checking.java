package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import org.jspecify.annotations.Nullable;
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
        return check(null, definition);
    }

    /**
     * The same, and whether what the nodes name is there.
     *
     * @param tenant whose; null: that is not looked for
     */
    public Checked check(@Nullable TenantId tenant, FlowDefinition definition) {
        return new FlowCheck(types, definition, tenant).check();
    }
}
