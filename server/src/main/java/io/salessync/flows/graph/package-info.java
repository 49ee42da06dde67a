/** What a flow is: its definition, versions, node types and the checks on them. */
@NamedInterface("graph")
@NullMarked
package io.salessync.flows.graph;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
