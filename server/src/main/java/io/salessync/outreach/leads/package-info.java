/** Who walks through sequences: states and the moves between them, import, suppression, recovery, the story of each lead. */
@NullMarked
package io.salessync.outreach.leads;

import org.jspecify.annotations.NullMarked;
