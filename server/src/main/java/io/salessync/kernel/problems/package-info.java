/** Errors that people and scripts can act on: stable codes, RFC 9457 documents at the HTTP edge, exit codes at the command line. */
@NamedInterface("problems")
@NullMarked
package io.salessync.kernel.problems;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
