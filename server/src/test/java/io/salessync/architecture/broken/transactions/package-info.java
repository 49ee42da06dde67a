@NullMarked
package io.salessync.architecture.broken.transactions;

import org.jspecify.annotations.NullMarked;
