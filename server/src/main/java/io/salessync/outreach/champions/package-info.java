/** People who know us, followed when they change jobs: looks within the visits of an account, what the evidence says, what is done about it. */
@NullMarked
package io.salessync.outreach.champions;

import org.jspecify.annotations.NullMarked;
