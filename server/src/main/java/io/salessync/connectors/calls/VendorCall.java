package io.salessync.connectors.calls;

import java.net.URI;
import java.util.Map;

/**
 * A call to a vendor, ready to go out.
 *
 * @param operation what it does in a word or two, for the log
 * @param headers may hold the token; they are never logged
 */
public record VendorCall(String operation, URI endpoint, Map<String, String> headers, String body) {
    @Override
    public String toString() {
        return "VendorCall[" + operation + " " + endpoint + ", " + body.length() + " characters]";
    }
}
