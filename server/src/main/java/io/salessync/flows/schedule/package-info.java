/** When a flow is due: triggers, the ledger of due times, and what becomes of each. */
@NullMarked
package io.salessync.flows.schedule;

import org.jspecify.annotations.NullMarked;
