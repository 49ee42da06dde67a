/** What tests share: one real database for the run, a clock that is moved by hand, tenants of one's own. */
@NullMarked
package io.salessync.kit;

import org.jspecify.annotations.NullMarked;
