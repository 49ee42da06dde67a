package io.salessync.flows.engine;

import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.NodeType;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import org.springframework.modulith.NamedInterface;

/** A node type that the engine can execute; a bean for each, in whichever module has to do with it. */
@NamedInterface("nodes")
public interface ExecutableType extends NodeType {
    /** Makes the node for one execution: settings read, expressions compiled. Called outside every transaction. */
    Node make(NodeSpec spec, RecordShape in);

    /**
     * Looks, before a run does anything, whether what the node needs of the outside is still there. Called outside every transaction.
     *
     * @return what people should know, for the run's log; the run goes on
     * @throws io.salessync.kernel.problems.Problem why the run may not begin
     */
    default List<String> ready(TenantId tenant, NodeSpec spec) {
        return List.of();
    }
}
