package io.salessync.flows.graph;

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
}
