@NullMarked
package io.salessync.architecture.broken.sockets;

import org.jspecify.annotations.NullMarked;
