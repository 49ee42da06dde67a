package io.salessync.connectors;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an outreach service tells by itself. Items may come late, twice, in any order, or never. */
public sealed interface OutreachNews {
    /** The account it is about, by the service's id. */
    String account();

    /** Names it for ever: the same item told again has the same. */
    String key();

    /** Two are connected now. */
    record Connected(
            String account,
            String key,
            @Nullable String member,
            @Nullable String publicId,
            @Nullable String profileUrl,
            @Nullable String name)
            implements OutreachNews {}

    /**
     * A message came or went.
     *
     * @param others who else is in the chat, as the account knows them, without the account's own id; empty: not told
     */
    record Messaged(
            String account,
            String key,
            OutreachMessage message,
            @Nullable String senderName,
            @Nullable String senderUrl,
            List<String> others)
            implements OutreachNews {
        public Messaged {
            others = List.copyOf(others);
        }
    }

    /** An account stands otherwise. */
    record Standing(String account, String key, OutreachAccount.Status status, String word) implements OutreachNews {}

    /** An owner went through the service's page. Brought without a secret: a reason to look, not a fact. */
    record SignedIn(String account, String key, String word) implements OutreachNews {}

    /** A mail came or went. */
    record Mailed(String account, String key, OutreachMail mail) implements OutreachNews {}

    /**
     * A mail was opened, or a link in it followed.
     *
     * @param url null: it was opened
     * @param agent how the program that did it calls itself; null: not told
     */
    record Tracked(
            String account,
            String key,
            @Nullable String tracking,
            @Nullable String label,
            @Nullable String url,
            @Nullable Instant at,
            @Nullable String agent)
            implements OutreachNews {}

    /** Something that is of no matter to us. */
    record Other(String account, String key, String event) implements OutreachNews {}
}
