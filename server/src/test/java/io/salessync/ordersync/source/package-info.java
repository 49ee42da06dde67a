@NullMarked
package io.salessync.ordersync.source;

import org.jspecify.annotations.NullMarked;
