package io.salessync.connectors;

import io.salessync.kernel.problems.Problem;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every vendor's connector has, whatever its port: a name, how people connect to it, a test. */
public interface VendorConnector {
    /** The vendor's name in connections. */
    String vendor();

    /** How people make a connection to it. */
    Profile profile();

    /**
     * How people make a connection to it.
     *
     * @param tokenHelp where to get a token, for people
     */
    record Profile(String title, URI endpoint, String tokenHelp) {}

    /** Asks who we are; a problem says what is wrong with the token or the address. */
    String whoAmI(Connection connection);

    /** The settings a connection is made with, in order; empty for vendors that need a token and no more. */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Puts settings that people gave into the form they are kept in, secrets apart.
     *
     * @param given by name; a blank secret keeps the one there is
     * @param before the secret settings there are; empty for a new connection
     * @throws Problem that names the setting, its value and what to do
     */
    default Kept keep(Map<String, String> given, Map<String, String> before) {
        if (given.isEmpty()) {
            return new Kept(Map.of(), before);
        }
        throw Problem.of(
                ConnectorsProblem.WRONG_SETTING,
                "Connections to " + vendor() + " have no settings; '"
                        + given.keySet().iterator().next() + "' was given.");
    }

    /**
     * Where a person approves the connection in the browser; null where that is not how it signs in.
     *
     * @param redirect where the vendor sends the person back to
     * @param state comes back with the person, unchanged
     * @param challenge of the verifier that {@link #approved} gets (S256)
     */
    default @Nullable URI approval(Connection connection, String redirect, String state, String challenge) {
        return null;
    }

    /** Trades the code of an approval for what signs in from now on. */
    default void approved(Connection connection, String code, String redirect, String verifier) {
        throw new UnsupportedOperationException();
    }

    /**
     * One setting of a connection.
     *
     * @param secret never shown again once stored
     * @param choices what it may be; empty: any text
     * @param standard what it is where nobody gives it; empty for none
     */
    record Setting(
            String name,
            String title,
            String help,
            boolean secret,
            boolean multiline,
            List<String> choices,
            String standard) {}

    /** Settings in the form they are kept in. */
    record Kept(Map<String, String> open, Map<String, String> secret) {
        @Override
        public String toString() {
            return "Kept[" + open + "]";
        }
    }
}
