@NullMarked
package io.salessync.alerts;

import org.jspecify.annotations.NullMarked;
