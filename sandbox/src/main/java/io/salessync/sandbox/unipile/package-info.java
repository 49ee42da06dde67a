/** The stand-in for Unipile: LinkedIn and mail accounts, the people they write to, webhooks, and a clock that can be stepped. */
@NullMarked
package io.salessync.sandbox.unipile;

import org.jspecify.annotations.NullMarked;
