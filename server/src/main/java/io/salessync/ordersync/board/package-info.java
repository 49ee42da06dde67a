/** Planning and sending deltas to a board in two passes, and reading the board back. */
@NullMarked
package io.salessync.ordersync.board;

import org.jspecify.annotations.NullMarked;
