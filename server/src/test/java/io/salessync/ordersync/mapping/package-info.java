@NullMarked
package io.salessync.ordersync.mapping;

import org.jspecify.annotations.NullMarked;
