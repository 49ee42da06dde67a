@NullMarked
package io.salessync.architecture.broken.cycle.two;

import org.jspecify.annotations.NullMarked;
