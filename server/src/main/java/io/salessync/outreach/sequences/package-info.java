/** What is to be done with a lead: steps, their checks, versions, texts and what they become for whom. */
@NullMarked
package io.salessync.outreach.sequences;

import org.jspecify.annotations.NullMarked;
