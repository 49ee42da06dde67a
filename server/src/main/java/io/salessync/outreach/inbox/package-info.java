/** Conversations: what was said by whom, replies from here. */
@NullMarked
package io.salessync.outreach.inbox;

import org.jspecify.annotations.NullMarked;
