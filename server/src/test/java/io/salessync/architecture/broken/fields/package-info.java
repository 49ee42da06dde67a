@NullMarked
package io.salessync.architecture.broken.fields;

import org.jspecify.annotations.NullMarked;
