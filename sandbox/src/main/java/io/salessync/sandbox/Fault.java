package io.salessync.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A fault asked for by script: what goes wrong, and which of the matching calls it hits. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(
        String kind,
        @Nullable Double probability,
        @Nullable Integer every,
        @Nullable Integer times,
        int after,
        @Nullable String operation,
        @Nullable Double seconds,
        @Nullable Integer aliases,
        @Nullable Boolean cached,
        @Nullable Boolean effect,
        @Nullable String vendor) {

    public double secondsOr(double fallback) {
        return seconds == null ? fallback : seconds;
    }

    public int aliasesOr(int fallback) {
        return aliases == null ? fallback : aliases;
    }

    public boolean cachedOr(boolean fallback) {
        return cached == null ? fallback : cached;
    }

    public boolean hasEffect() {
        return Boolean.TRUE.equals(effect);
    }
}
