/** Outreach played against the sandbox: on a held clock with a verdict against its truth, and for the demonstration. */
@NamedInterface("simulation")
@NullMarked
package io.salessync.outreach.simulation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
