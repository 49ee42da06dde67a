@NullMarked
package io.salessync.architecture.broken.clock;

import org.jspecify.annotations.NullMarked;
