/** What a flow is: its definition, versions, node types and the checks on them. */
@NullMarked
package io.salessync.flows.graph;

import org.jspecify.annotations.NullMarked;
