@NullMarked
package io.salessync.architecture.broken.crm;

import org.jspecify.annotations.NullMarked;
