/** The command line: what a module's command needs to run inside the program without a server. */
@NamedInterface("commands")
@NullMarked
package io.salessync.kernel.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
