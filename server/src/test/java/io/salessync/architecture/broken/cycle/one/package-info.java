@NullMarked
package io.salessync.architecture.broken.cycle.one;

import org.jspecify.annotations.NullMarked;
