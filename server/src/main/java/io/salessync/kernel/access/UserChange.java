package io.salessync.kernel.access;

import org.jspecify.annotations.Nullable;

/** What to change of a user; null leaves it as it is. */
record UserChange(
        @Nullable String name,
        @Nullable Role role,
        @Nullable Boolean disabled,
        @Nullable String password,
        @Nullable Boolean unlock) {
    static final UserChange UNLOCK = new UserChange(null, null, null, null, true);
    static final UserChange DISABLE = new UserChange(null, null, true, null, null);
    static final UserChange ENABLE = new UserChange(null, null, false, null, null);
}
