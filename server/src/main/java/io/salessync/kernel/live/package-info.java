/** Tells open pages that something changed; what they show is always read from the database. */
@NamedInterface("live")
@NullMarked
package io.salessync.kernel.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
