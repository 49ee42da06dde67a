@NullMarked
package io.salessync.architecture.broken.names;

import org.jspecify.annotations.NullMarked;
