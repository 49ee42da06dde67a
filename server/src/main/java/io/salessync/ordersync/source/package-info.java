/** Reading order lists and turning them into deltas, set-based: COPY in, one merge. */
@NullMarked
package io.salessync.ordersync.source;

import org.jspecify.annotations.NullMarked;
