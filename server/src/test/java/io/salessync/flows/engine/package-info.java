@NullMarked
package io.salessync.flows.engine;

import org.jspecify.annotations.NullMarked;
