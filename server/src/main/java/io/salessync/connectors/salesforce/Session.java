package io.salessync.connectors.salesforce;

import java.net.URI;

/**
 * A session.
 *
 * @param instance where calls go; not always where we signed in
 * @param identity names organisation and user, as a URL
 */
record Session(String token, URI instance, String identity) {
    @Override
    public String toString() {
        return "Session[" + instance + "]";
    }

    /** The user's id; empty where the identity does not name one. */
    String user() {
        String last = identity.substring(identity.lastIndexOf('/') + 1);
        return last.matches("005\\w{12,15}") ? last : "";
    }

    /** Organisation and user, for people. */
    String who() {
        String[] parts = identity.split("/");
        return parts.length < 2
                ? instance.getHost()
                : "organisation " + parts[parts.length - 2] + ", user " + parts[parts.length - 1];
    }
}
