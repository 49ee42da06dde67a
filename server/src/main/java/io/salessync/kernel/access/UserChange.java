package io.salessync.kernel.access;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to change of a user; null leaves it as it is. */
record UserChange(
        @Schema(example = "Nina Berg") @Nullable String name,
        @Schema(example = "ADMIN") @Nullable Role role,
        @Schema(example = "false") @Nullable Boolean disabled,

        @Schema(example = "amber window 12 rivers") @Nullable String password,

        @Schema(example = "true") @Nullable Boolean unlock) {
    static final UserChange UNLOCK = new UserChange(null, null, null, null, true);
    static final UserChange DISABLE = new UserChange(null, null, true, null, null);
    static final UserChange ENABLE = new UserChange(null, null, false, null, null);
}
