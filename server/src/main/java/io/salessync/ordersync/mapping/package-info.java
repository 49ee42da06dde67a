/** The TOML file that says where orders come from, where they go and how each column is written: read, validated with line numbers. */
@NullMarked
package io.salessync.ordersync.mapping;

import org.jspecify.annotations.NullMarked;
