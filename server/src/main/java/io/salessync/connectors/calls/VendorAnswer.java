package io.salessync.connectors.calls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a call as far as HTTP goes. */
public sealed interface VendorAnswer {
    /**
     * The vendor, or a gateway before it, answered in full.
     *
     * @param headers by lower-case name; of those sent more than once, all, joined by commas
     */
    record Answered(int status, Map<String, String> headers, Body content) implements VendorAnswer {
        /** With a body that is a text already. */
        public Answered(int status, Map<String, String> headers, String body) {
            this(status, headers, Body.of(body));
        }

        /** As a text. */
        public String body() {
            return content.text();
        }

        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /** It surely never reached the vendor. */
    record NotSent(String reason) implements VendorAnswer {}

    /** It may have reached the vendor; no complete answer came. */
    record Lost(String reason) implements VendorAnswer {}
}
