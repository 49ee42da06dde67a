@NullMarked
package io.salessync.architecture.broken.templates;

import org.jspecify.annotations.NullMarked;
