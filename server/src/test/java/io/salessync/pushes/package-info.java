@NullMarked
package io.salessync.pushes;

import org.jspecify.annotations.NullMarked;
