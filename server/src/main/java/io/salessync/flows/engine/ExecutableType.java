package io.salessync.flows.engine;

import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.NodeType;
import io.salessync.flows.graph.RecordShape;
import org.springframework.modulith.NamedInterface;

/** A node type that the engine can execute; a bean for each, in whichever module has to do with it. */
@NamedInterface("nodes")
public interface ExecutableType extends NodeType {
    /** Makes the node for one execution: settings read, expressions compiled. Called outside every transaction. */
    Node make(NodeSpec spec, RecordShape in);
}
