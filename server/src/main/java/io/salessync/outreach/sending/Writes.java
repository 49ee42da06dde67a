package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes as they are kept with a touch, so that a node that takes over makes the same call. */
final class Writes {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Writes() {}

    private record Kept(
            String kind,
            String account,
            @Nullable String person,
            @Nullable String text,
            @Nullable String subject,
            @Nullable String chat,
            @Nullable String invitation,
            OutreachWrite.@Nullable Product product,
            boolean inmail) {}

    static String text(OutreachWrite write) {
        return JSON.writeValueAsString(
                switch (write) {
                    case OutreachWrite.Invite w ->
                        new Kept("invite", w.account(), w.person(), w.note(), null, null, null, null, false);
                    case OutreachWrite.Withdraw w ->
                        new Kept("withdraw", w.account(), null, null, null, null, w.invitation(), null, false);
                    case OutreachWrite.Chat w ->
                        new Kept(
                                "chat",
                                w.account(),
                                w.person(),
                                w.text(),
                                w.subject(),
                                null,
                                null,
                                w.product(),
                                w.inmail());
                    case OutreachWrite.Reply w ->
                        new Kept("reply", w.account(), null, w.text(), null, w.chat(), null, null, false);
                    case OutreachWrite.Mail w -> throw new IllegalArgumentException("Mails are kept by their channel");
                });
    }

    static OutreachWrite write(String text) {
        Kept kept = JSON.readValue(text, Kept.class);
        return switch (kept.kind()) {
            case "invite" -> new OutreachWrite.Invite(kept.account(), there(kept.person()), kept.text());
            case "withdraw" -> new OutreachWrite.Withdraw(kept.account(), there(kept.invitation()));
            case "chat" ->
                new OutreachWrite.Chat(
                        kept.account(),
                        there(kept.person()),
                        kept.subject(),
                        there(kept.text()),
                        kept.product() == null ? OutreachWrite.Product.CLASSIC : kept.product(),
                        kept.inmail());
            case "reply" -> new OutreachWrite.Reply(kept.account(), there(kept.chat()), there(kept.text()));
            default -> throw new IllegalStateException("A touch keeps an unknown kind of write: " + kept.kind());
        };
    }

    private static String there(@Nullable String value) {
        return java.util.Objects.requireNonNull(value, "a touch keeps a write without one of its parts");
    }
}
