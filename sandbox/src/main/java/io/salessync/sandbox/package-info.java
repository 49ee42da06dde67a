/**
 * The sandbox: stand-ins for vendors over real HTTP, following what the vendors publish and nothing else.
 *
 * <p>Holds what every stand-in shares: the HTTP front, the clock, the faults, the record of calls, the saved state.
 */
@NullMarked
package io.salessync.sandbox;

import org.jspecify.annotations.NullMarked;
