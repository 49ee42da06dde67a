/** What goes out when and from whom: senders, quotas, windows, the decision for each due lead, one call, what came of it. */
@NullMarked
package io.salessync.outreach.sending;

import org.jspecify.annotations.NullMarked;
