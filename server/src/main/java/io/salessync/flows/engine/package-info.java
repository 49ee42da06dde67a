/** Executes published flows: records stream page by page through the nodes, each page's progress committed. */
@NullMarked
package io.salessync.flows.engine;

import org.jspecify.annotations.NullMarked;
