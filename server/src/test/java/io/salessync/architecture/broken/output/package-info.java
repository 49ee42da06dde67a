@NullMarked
package io.salessync.architecture.broken.output;

import org.jspecify.annotations.NullMarked;
