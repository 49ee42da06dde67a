package io.salessync.outreach.champions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as we know them.
 *
 * @param name in full
 * @param company where we know them; empty: nowhere
 * @param domain of their mail there; null: not known, or one where everybody may have an address
 * @param since when we know them there, UTC
 */
record Known(String name, String company, @Nullable String domain, Instant since) {}
