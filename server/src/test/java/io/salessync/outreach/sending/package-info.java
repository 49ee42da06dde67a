@NullMarked
package io.salessync.outreach.sending;

import org.jspecify.annotations.NullMarked;
