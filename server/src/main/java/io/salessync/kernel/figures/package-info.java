/** Figures that are told with how sure they are. */
@NamedInterface("figures")
@NullMarked
package io.salessync.kernel.figures;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
