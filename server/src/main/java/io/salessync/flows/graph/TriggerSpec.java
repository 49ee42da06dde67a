package io.salessync.flows.graph;

import tools.jackson.databind.node.ObjectNode;

/**
 * What starts a flow.
 *
 * @param id unique in the flow
 * @param type {@code schedule}, {@code webhook}, {@code file}, {@code after} or {@code manual}
 * @param settings of that type
 */
public record TriggerSpec(String id, String type, boolean enabled, ObjectNode settings) {}
