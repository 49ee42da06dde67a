@NullMarked
package io.salessync.architecture.broken.tables;

import org.jspecify.annotations.NullMarked;
