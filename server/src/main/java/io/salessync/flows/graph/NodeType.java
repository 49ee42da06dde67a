package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of node; a bean for each. This part of it is what a definition is checked and drawn by; the engine knows how to
 * execute it.
 */
public interface NodeType {
    NodeCard card();

    /**
     * Checks the settings beyond what the JSON Schema says, and tells the shape of the records on each output. Called with
     * settings that fit the schema, outside every transaction, without calling out.
     *
     * @param in the shape of the records that come; {@link RecordShape#UNKNOWN} for a source
     */
    void check(ObjectNode settings, RecordShape in, NodeFindings findings);

    /**
     * Looks for what the settings name and a tenant has, such as a mapping. It may come before the flow runs: where it is not there that is a
     * warning. Called with settings that {@link #check} found sound, outside every transaction, without calling out.
     */
    default void checkAmong(TenantId tenant, ObjectNode settings, NodeFindings findings) {}
}
