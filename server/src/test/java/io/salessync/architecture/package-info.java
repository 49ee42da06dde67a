/** The rules of the code base, and the proof that each can fail. */
@NullMarked
package io.salessync.architecture;

import org.jspecify.annotations.NullMarked;
