package io.salessync.flows.graph;

import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** A kind of trigger; a bean for each. */
public interface TriggerType {
    /** Its name in definitions. */
    String name();

    /** The JSON Schema of its settings, as in {@link NodeCard#schema}. */
    ObjectNode schema();

    /** @param problem told the setting (a path) and what is wrong with it */
    void check(ObjectNode settings, BiConsumer<String, String> problem);
}
