/** Who did what and when: append-only, hash-chained for each tenant. */
@NamedInterface("audit")
@NullMarked
package io.salessync.kernel.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
