@NullMarked
package io.salessync.outreach.email;

import org.jspecify.annotations.NullMarked;
