/**
 * The stand-in for monday.com's GraphQL API: boards, items, subitems, its limits, its errors and its idempotency.
 */
@NullMarked
package io.salessync.sandbox.monday;

import org.jspecify.annotations.NullMarked;
