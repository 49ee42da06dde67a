package io.salessync.sandbox.monday;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The versions of the API that are answered. */
enum Version {
    V2026_04("2026-04", "previous_maintenance"),
    V2026_07("2026-07", "maintenance"),
    V2026_10("2026-10", "current"),
    V2027_01("2027-01", "release_candidate");

    private final String value;
    private final String kind;

    Version(String value, String kind) {
        this.value = value;
        this.kind = kind;
    }

    /** The version a header names: the current one for none or an unknown one, null for what is no version at all. */
    static @Nullable Version of(@Nullable String header) {
        if (header == null) {
            return V2026_10;
        }
        for (Version version : values()) {
            if (version.value.equals(header.strip())) {
                return version;
            }
        }
        return header.strip().matches("[0-9]{4}-(01|04|07|10)|dev") ? V2026_10 : null;
    }

    Map<String, Object> told() {
        return Map.of("value", value, "kind", kind, "display_name", value);
    }
}
