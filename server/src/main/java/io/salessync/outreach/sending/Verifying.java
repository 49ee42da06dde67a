package io.salessync.outreach.sending;

import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachChat;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachInvitation;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Invitation;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out by reading what became of a call. It takes something as done when it sees it, and as not done only after a complete look at an account that was
 * well before and after, and long enough after the call that it cannot be done later still. Sends nothing.
 */
@Component
class Verifying {
    /** A call that the service may still be doing is not taken as not done. */
    static final Duration LATE = Duration.ofMinutes(4);

    /** Clocks differ: what was said so long before the call began is still looked at. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    /** How ids of the network, of Sales Navigator and of Recruiter begin. */
    private static final Set<String> PRODUCTS = Set.of("ACo", "ACw", "AEM");

    private static final int MOST_PAGES = 40;

    private static final String TOOK_LONG = "the service answered too slowly for a look to be finished";

    /** No call of a look begins later than this after its first one, so that it ends while its lead is still held for it. */
    static final Duration LONGEST = Acts.HOLD.minusSeconds(50);

    private final InstantSource clock;

    Verifying(InstantSource clock) {
        this.clock = clock;
    }

    /** What a look told. */
    sealed interface Verdict {
        /** @param connected whether the two are connected by now */
        record Happened(OutreachSent sent, boolean connected, Map<String, ? extends @Nullable Object> evidence)
                implements Verdict {}

        /** @param cooling whether the network takes no new invitation for a while, since one was withdrawn */
        record Not(boolean cooling, Map<String, ? extends @Nullable Object> evidence) implements Verdict {}

        /** @param notBefore when a look may tell more at the earliest; null: at any time */
        record Unclear(String reason, @Nullable Instant notBefore) implements Verdict {
            Unclear(String reason) {
                this(reason, null);
            }
        }

        /**
         * The account is in no state to be believed: what it tells may be old.
         *
         * @param status null: nobody could tell
         */
        record Unwell(OutreachAccount.@Nullable Status status) implements Verdict {}

        /** The reading itself was refused. */
        record Refused(Action action, OutreachAnswer.Refused<?> refused) implements Verdict {}
    }

    /** @param complete whether the list came to its end */
    private record Listed<T>(List<T> items, boolean complete, OutreachAnswer.@Nullable Refused<?> refused) {}

    private <T> Listed<T> list(Instant until, Function<@Nullable String, OutreachAnswer<OutreachPage<T>>> page) {
        List<T> items = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            if (over(until)) {
                return new Listed<>(items, false, null);
            }
            OutreachAnswer<OutreachPage<T>> answer = page.apply(cursor);
            if (answer instanceof OutreachAnswer.Refused<OutreachPage<T>> refused) {
                return new Listed<>(items, false, refused);
            }
            if (!(answer instanceof OutreachAnswer.Done<OutreachPage<T>> done)) {
                return new Listed<>(items, false, null);
            }
            items.addAll(done.value().items());
            cursor = done.value().next();
            if (cursor == null) {
                return new Listed<>(items, true, null);
            }
            if (!cursors.add(cursor)) {
                return new Listed<>(items, false, null);
            }
        }
        return new Listed<>(items, false, null);
    }

    private boolean over(Instant until) {
        return !clock.instant().isBefore(until);
    }

    Verdict look(TenantId tenant, Vendors.At at, Acts.Call.Verify call) {
        Instant until = clock.instant().plus(LONGEST);
        OutreachConnector connector = at.connector();
        Connection connection = at.connection();
        String account = call.sheet().sender().account();
        OutreachAnswer<OutreachAccount> before = connector.account(connection, account, null);
        if (!(before instanceof OutreachAnswer.Done<OutreachAccount> seen)) {
            return new Verdict.Unwell(null);
        }
        if (seen.value().status() != OutreachAccount.Status.OK) {
            return new Verdict.Unwell(seen.value().status());
        }
        Verdict verdict = switch (call.touch().action()) {
            case INVITE, NOTED_INVITE -> invitation(connector, connection, account, call, until);
            case MESSAGE, INMAIL -> message(connector, connection, account, call, until);
            case WITHDRAW -> withdrawal(connector, connection, account, call, until);
            case VISIT, EMAIL, SCAN ->
                new Verdict.Happened(
                        new OutreachSent(null, null, null),
                        false,
                        Map.of("source", "no look", "found", "taken as done"));
        };
        if (verdict instanceof Verdict.Not) {
            Instant sentAt = call.touch().sentAt();
            if (sentAt == null || sentAt.plus(LATE).isAfter(clock.instant())) {
                return notYet(sentAt);
            }
            if (over(until)) {
                return new Verdict.Unclear(TOOK_LONG);
            }
            if (!well(connector, connection, account)) {
                return new Verdict.Unwell(null);
            }
        }
        return verdict;
    }

    /** Not there, and it may still come: looked at again when it cannot any more. */
    static Verdict notYet(@Nullable Instant sentAt) {
        return new Verdict.Unclear(
                "it is not there yet, and may still come", sentAt == null ? null : sentAt.plus(LATE));
    }

    private static boolean well(OutreachConnector connector, Connection connection, String account) {
        return connector.account(connection, account, null) instanceof OutreachAnswer.Done<OutreachAccount> done
                && done.value().status() == OutreachAccount.Status.OK;
    }

    private Listed<OutreachInvitation> invitations(
            OutreachConnector connector, Connection connection, String account, Instant until) {
        return list(
                until,
                cursor -> connector.sentInvitations(
                        connection, account, OutreachConnector.MOST_INVITATIONS, cursor, null));
    }

    static boolean same(
            @Nullable String member,
            @Nullable String publicId,
            Facts.@Nullable Identity identity,
            @Nullable String linkedin) {
        if (identity != null && member != null) {
            return identity.member().equals(member);
        }
        String known = identity != null && identity.publicId() != null ? identity.publicId() : linkedin;
        return publicId != null && known != null && publicId.equalsIgnoreCase(known);
    }

    private Verdict invitation(
            OutreachConnector connector, Connection connection, String account, Acts.Call.Verify call, Instant until) {
        Listed<OutreachInvitation> sent = invitations(connector, connection, account, until);
        if (sent.refused() != null) {
            return new Verdict.Refused(Action.INVITE, sent.refused());
        }
        Optional<OutreachInvitation> found = sent.items().stream()
                .filter(invitation -> same(
                        invitation.member(),
                        invitation.publicId(),
                        call.identity(),
                        call.lead().linkedin()))
                .findFirst();
        if (found.isPresent()) {
            return new Verdict.Happened(
                    new OutreachSent(found.get().id(), null, null),
                    false,
                    Map.of(
                            "source",
                            "sent invitations",
                            "invitation",
                            found.get().id()));
        }
        if (over(until)) {
            return new Verdict.Unclear(TOOK_LONG);
        }
        if (!call.mayVisit()) {
            return new Verdict.Unclear("no profile may be read any more today");
        }
        Facts.Identity identity = call.identity();
        String who = identity == null ? call.lead().linkedin() : identity.member();
        if (who == null) {
            return new Verdict.Unclear("nobody knows who they are for this account");
        }
        OutreachAnswer<OutreachProfile> answer = connector.profile(connection, account, who, false, null);
        if (answer instanceof OutreachAnswer.Refused<OutreachProfile> refused) {
            return new Verdict.Refused(Action.VISIT, refused);
        }
        if (!(answer instanceof OutreachAnswer.Done<OutreachProfile> done)) {
            return new Verdict.Unclear("the profile cannot be read");
        }
        OutreachProfile profile = done.value();
        Invitation between = profile.invitation();
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "profile");
        evidence.put("member", profile.id());
        evidence.put("connected", profile.connected());
        evidence.put("invitation", between == null ? null : between.standing().name());
        if (Boolean.TRUE.equals(profile.connected()) || Integer.valueOf(1).equals(profile.distance())) {
            return new Verdict.Happened(new OutreachSent(null, null, null), true, evidence);
        }
        if (between != null && between.sentByUs() && between.standing() == Invitation.Standing.PENDING) {
            return new Verdict.Happened(new OutreachSent(null, null, null), false, evidence);
        }
        if (!sent.complete() || profile.connected() == null && profile.distance() == null) {
            return new Verdict.Unclear("the list of sent invitations could not be read to its end");
        }
        boolean cooling = between != null && between.sentByUs() && between.standing() == Invitation.Standing.WITHDRAWN;
        return new Verdict.Not(cooling, evidence);
    }

    private Verdict withdrawal(
            OutreachConnector connector, Connection connection, String account, Acts.Call.Verify call, Instant until) {
        Listed<OutreachInvitation> sent = invitations(connector, connection, account, until);
        if (sent.refused() != null) {
            return new Verdict.Refused(Action.WITHDRAW, sent.refused());
        }
        Optional<OutreachInvitation> found = sent.items().stream()
                .filter(invitation -> same(
                        invitation.member(),
                        invitation.publicId(),
                        call.identity(),
                        call.lead().linkedin()))
                .findFirst();
        if (found.isPresent()) {
            return new Verdict.Not(
                    false,
                    Map.of(
                            "source",
                            "sent invitations",
                            "invitation",
                            found.get().id()));
        }
        return sent.complete()
                ? new Verdict.Happened(
                        new OutreachSent(null, null, null),
                        false,
                        Map.of("source", "sent invitations", "complete", true))
                : new Verdict.Unclear("the list of sent invitations could not be read to its end");
    }

    private Verdict message(
            OutreachConnector connector, Connection connection, String account, Acts.Call.Verify call, Instant until) {
        Instant sentAt = call.touch().sentAt() == null
                ? call.touch().decidedAt()
                : call.touch().sentAt();
        Instant after = sentAt.minus(SKEW);
        String body = call.touch().body();
        OutreachWrite write = body == null ? null : Writes.write(body);
        String chat = write instanceof OutreachWrite.Reply reply ? reply.chat() : null;
        Listed<OutreachMessage> messages =
                list(until, cursor -> connector.messages(connection, account, chat, after, cursor, null));
        if (messages.refused() != null) {
            return new Verdict.Refused(Action.MESSAGE, messages.refused());
        }
        String text = plain(call.touch().text());
        List<OutreachMessage> ours = messages.items().stream()
                .filter(message -> message.ours()
                        && !message.event()
                        && plain(message.text()).equals(text))
                .filter(message -> message.at() == null || !message.at().isBefore(after))
                .toList();
        if (chat != null) {
            return ours.isEmpty() ? none(messages) : happened(ours.getFirst());
        }
        if (ours.isEmpty()) {
            return none(messages);
        }
        Listed<OutreachChat> chats = list(until, cursor -> connector.chats(connection, account, after, cursor, null));
        if (chats.refused() != null) {
            return new Verdict.Refused(Action.MESSAGE, chats.refused());
        }
        Map<String, OutreachChat> byId = new HashMap<>();
        chats.items().forEach(item -> byId.put(item.id(), item));
        boolean doubtful = false;
        for (OutreachMessage message : ours) {
            OutreachChat in = byId.get(message.chat());
            String person = in == null ? null : in.person();
            if (person == null) {
                // the same words may have gone to somebody else
                doubtful = true;
            } else if (call.members().contains(person)) {
                return happened(message);
            } else if (otherProduct(person, call.members())) {
                // ids of two products are never the same, though the person may be
                doubtful = true;
            }
        }
        return doubtful
                ? new Verdict.Unclear("the same words were sent in a chat that does not tell with whom")
                : none(messages);
    }

    /** Whether an id is of a product in which nobody knows them: the first letters tell. */
    static boolean otherProduct(String person, List<String> members) {
        return PRODUCTS.contains(kind(person))
                && members.stream().noneMatch(member -> kind(member).equals(kind(person)));
    }

    private static String kind(String id) {
        return id.length() < 3 ? "" : id.substring(0, 3);
    }

    private static Verdict none(Listed<OutreachMessage> messages) {
        return messages.complete()
                ? new Verdict.Not(
                        false,
                        Map.of("source", "messages", "read", messages.items().size()))
                : new Verdict.Unclear("the messages could not be read to their end");
    }

    private static Verdict happened(OutreachMessage message) {
        return new Verdict.Happened(
                new OutreachSent(message.id(), message.chat(), null),
                false,
                Map.of("source", "messages", "message", message.id(), "chat", message.chat()));
    }

    /** As networks give texts back: blanks and line ends may differ. */
    static String plain(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }

    /** Our invitation in the account's list; empty and complete: it is not pending. */
    Found find(Vendors.At at, Acts.Call.Find call) {
        Listed<OutreachInvitation> sent = invitations(
                at.connector(),
                at.connection(),
                call.sheet().sender().account(),
                clock.instant().plus(LONGEST));
        Optional<OutreachInvitation> found = sent.items().stream()
                .filter(invitation -> same(
                        invitation.member(),
                        invitation.publicId(),
                        call.identity(),
                        call.lead().linkedin()))
                .findFirst();
        return new Found(found.map(OutreachInvitation::id).orElse(null), sent.complete(), sent.refused());
    }

    /** @param invitation null: not in what was read */
    record Found(@Nullable String invitation, boolean complete, OutreachAnswer.@Nullable Refused<?> refused) {}
}
