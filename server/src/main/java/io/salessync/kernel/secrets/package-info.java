/** Tokens and passwords of others, encrypted at rest, with keys that rotate. */
@NamedInterface("secrets")
@NullMarked
package io.salessync.kernel.secrets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
