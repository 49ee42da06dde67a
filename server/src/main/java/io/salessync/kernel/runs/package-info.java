/** Runs: durable work that people can watch, pause, resume, cancel and retry; killed at any moment, it goes on elsewhere. */
@NamedInterface("runs")
@NullMarked
package io.salessync.kernel.runs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
