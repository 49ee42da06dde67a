/** What came of outreach: where leads stand, the funnel, variants side by side, and whether it works as promised. */
@NullMarked
package io.salessync.outreach.reports;

import org.jspecify.annotations.NullMarked;
