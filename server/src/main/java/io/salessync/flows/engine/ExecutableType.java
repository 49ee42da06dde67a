package io.salessync.flows.engine;

import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.NodeType;
import io.salessync.flows.graph.RecordShape;

/** A node type that the engine can execute; a bean for each. */
interface ExecutableType extends NodeType {
    /** Makes the node for one execution: settings read, expressions compiled. Called outside every transaction. */
    Node make(NodeSpec spec, RecordShape in);
}
