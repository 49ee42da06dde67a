package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Person;
import io.salessync.sandbox.unipile.Truth.Tie;
import io.salessync.sandbox.unipile.Truth.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Profiles, invitations and connections. */
final class UserCalls {
    private static final Duration AGAIN = Duration.ofDays(21);

    private final World world;
    private final Told told;
    private final Play play;

    UserCalls(World world, Told told, Play play) {
        this.world = world;
        this.told = told;
        this.play = play;
    }

    @Nullable Reply answer(Call call) {
        String second = call.part(1);
        String asked = call.method() + " " + second + (call.path().size() > 2 ? "/" + call.part(2) : "");
        return switch (asked) {
            case "GET me" -> Reply.json(200, told.owner(world.accountNeeded(call.asked("account_id"))));
            case "GET relations" -> Reply.json(200, relations(call));
            case "POST invite" -> Reply.json(201, invite(call));
            case "GET invite/sent" -> Reply.json(200, sent(call));
            case "DELETE invite/sent" -> Reply.json(200, withdraw(call));
            case "GET invite/received" -> Reply.json(200, received(call));
            case "POST invite/received" -> Reply.json(200, handle(call));
            default ->
                call.method().equals("GET") && call.path().size() == 2 && !second.isEmpty()
                        ? Reply.json(200, profile(call))
                        : null;
        };
    }

    /** The latest time the account's lists are as of. */
    private Instant asOf(Call call, LinkedAccount account) {
        Instant at = account.staleSince == null ? world.now() : account.staleSince;
        Fault fault = call.fault();
        if (fault != null && fault.kind().equals("stale_list")) {
            at = at.minusMillis(Math.round(fault.secondsOr(3600) * 1000));
        }
        return at;
    }

    private LinkedAccount linkedin(Call call) {
        LinkedAccount account = world.accountNeeded(call.asked("account_id"));
        if (!account.linkedin()) {
            throw UnipileFault.of("feature_not_implemented", "This is for LinkedIn accounts alone.");
        }
        return account;
    }

    private String product(Call call, LinkedAccount account) {
        String api = call.asked("linkedin_api");
        if (call.hit("foreign_ids")) {
            return "sales_navigator";
        }
        if (api == null || api.equals("classic")) {
            return "classic";
        }
        if (!List.of("sales_navigator", "recruiter").contains(api)) {
            throw UnipileFault.wrong("The parameter linkedin_api has to be classic, sales_navigator or recruiter.");
        }
        if (!account.has(api)) {
            throw UnipileFault.of("feature_not_subscribed", "The account has no subscription of " + api + ".");
        }
        return api;
    }

    private ObjectNode profile(Call call) {
        LinkedAccount account = linkedin(call);
        String product = product(call, account);
        Instant now = world.now();
        if (Quotas.reached(account, Quotas.VISIT, now) != null) {
            throw UnipileFault.of("too_many_requests", "Too many profiles were looked at in a short time.");
        }
        Person person = world.find(call.part(1), account.id);
        Quotas.use(account, Quotas.VISIT, now);
        world.truth().visits.add(new Visit(account.id, person == null ? null : person.key, call.part(1), now));
        world.changed();
        if (person == null || person.behaviour.unreachable) {
            throw UnipileFault.missing("profile");
        }
        String sections = call.asked("linkedin_sections");
        boolean jobs = sections != null && (sections.contains("*") || sections.contains("experience"));
        return told.profile(person, account, product, jobs, call.hit("null_ids"));
    }

    private ObjectNode relations(Call call) {
        LinkedAccount account = linkedin(call);
        int limit = call.limit(100, 1000);
        if (call.hit("shifted_page")) {
            stranger(account).ifPresent(person -> play.connect(account.id, person.key));
        }
        List<Tie> ties = world.tiesOf(account.id);
        if (call.hit("removed_row") && !ties.isEmpty()) {
            // one the account never invited, so that only the place in the list is lost
            ties.stream()
                    .filter(tie -> world.invitations(account.id, tie.person()).isEmpty())
                    .reduce((first, second) -> second)
                    .ifPresent(tie -> world.untie(account.id, tie.person()));
        }
        Instant until = asOf(call, account);
        String filter = call.asked("filter") == null
                ? ""
                : String.valueOf(call.asked("filter")).toLowerCase(Locale.ROOT);
        List<Tie> seen = new ArrayList<>();
        for (Tie tie : ties.reversed()) {
            boolean named = filter.isEmpty()
                    || world.person(tie.person())
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .contains(filter);
            if (named && !tie.at().isAfter(until)) {
                seen.add(tie);
            }
        }
        String product = call.hit("foreign_ids") ? "sales_navigator" : "classic";
        return Paging.byPosition(
                call, "UserRelationsList", seen, limit, "startIndex", tie -> told.relation(tie, product));
    }

    /** Somebody the account has nothing to do with yet. */
    private java.util.Optional<Person> stranger(LinkedAccount account) {
        int size = world.truth().people.size();
        for (int i = size - 1; i >= 0; i--) {
            Person person = world.truth().people.get(i);
            if (!person.nobody
                    && world.tie(account.id, person.key) == null
                    && world.invitations(account.id, person.key).isEmpty()) {
                return java.util.Optional.of(person);
            }
        }
        return java.util.Optional.empty();
    }

    // --- invitations

    private ObjectNode invite(Call call) {
        Form form = call.form();
        if (!form.json()) {
            throw UnipileFault.of("unsupported_media_type", "An invitation is sent as application/json.");
        }
        LinkedAccount account = world.accountNeeded(form.needed("account_id"));
        if (!account.linkedin()) {
            throw UnipileFault.of("invalid_account", "Invitations are for LinkedIn accounts alone.");
        }
        String id = form.needed("provider_id");
        String note = form.get("message");
        UnipileApi.writable(account);
        if (note != null && note.length() > Quotas.note(account.tier)) {
            throw UnipileFault.of(
                    "too_many_characters", "The message has more than " + Quotas.note(account.tier) + " characters.");
        }
        World.Issued known = world.issued(id);
        Person person = known == null ? null : world.find(id, account.id);
        if (known == null
                || person == null
                || !known.product().equals("classic")
                || person.key.equals(account.person)) {
            throw UnipileFault.of("invalid_recipient", "The provider_id is not one of a user this account can invite.");
        }
        Invitation invitation = invite(account, person, note, form.get("user_email"), false);
        ObjectNode answer = Told.object("UserInvitationSent");
        answer.put("invitation_id", invitation.id);
        Integer landing = landing(account);
        if (landing != null) {
            answer.put("usage", landing);
        }
        return answer;
    }

    /** The landing that the last invitation passed; null when it passed none. */
    private @Nullable Integer landing(LinkedAccount account) {
        Instant now = world.now();
        double after = Quotas.share(account, Quotas.INVITE, now);
        List<Instant> uses = Objects.requireNonNull(account.uses.get(Quotas.INVITE));
        Instant last = uses.removeLast();
        double before = Quotas.share(account, Quotas.INVITE, now);
        uses.add(last);
        return Quotas.landing(before, after);
    }

    /** Invites somebody, unless the provider's rules are against it. */
    Invitation invite(
            LinkedAccount account, Person person, @Nullable String note, @Nullable String email, boolean byHand) {
        Instant now = world.now();
        if (world.tie(account.id, person.key) != null) {
            throw UnipileFault.of("already_connected", "The recipient is a connection already.");
        }
        if (person.behaviour.blocks || person.behaviour.unreachable) {
            throw UnipileFault.of(
                    person.behaviour.blocks ? "blocked_recipient" : "user_unreachable",
                    "The recipient cannot be invited.");
        }
        if (person.behaviour.not_invitable && (email == null || !email.equalsIgnoreCase(person.email))) {
            throw UnipileFault.of("cannot_invite_attendee", "The recipient asks for an e-mail address to be invited.");
        }
        for (Invitation each : world.invitations(account.id, person.key)) {
            boolean recent =
                    each.ended != null && each.ended.isAfter(now.minus(AGAIN)) && !each.status.equals("ACCEPTED");
            if (!each.received && (each.pending() || recent)) {
                throw UnipileFault.of(
                        "already_invited_recently", "An invitation was sent to this user recently; try again later.");
            }
        }
        long pending = world.truth().invitations.stream()
                .filter(each -> each.account.equals(account.id) && each.pending() && !each.received)
                .count();
        if (pending >= account.limits.getOrDefault("pending", 700)) {
            throw UnipileFault.of("limit_exceeded", "Too many invitations are waiting for an answer.");
        }
        boolean noted = note != null && !note.isBlank();
        String reached = Quotas.reached(account, Quotas.INVITE, now);
        if (reached == null && noted) {
            reached = Quotas.reached(account, Quotas.NOTE, now);
        }
        if (reached != null) {
            throw UnipileFault.of("cannot_resend_yet", "The provider's limit is reached for the time being.");
        }
        Quotas.use(account, Quotas.INVITE, now);
        if (noted) {
            Quotas.use(account, Quotas.NOTE, now);
        }
        Invitation invitation = world.invitation(account.id, person.key, noted ? note : null, false, byHand);
        Invitation theirs = world.pending(account.id, person.key, true);
        if (theirs != null) {
            play.accept(invitation);
        } else {
            play.invited(invitation);
        }
        return invitation;
    }

    private List<Invitation> waiting(LinkedAccount account, boolean received, Instant until) {
        List<Invitation> waiting = new ArrayList<>();
        for (Invitation each : world.truth().invitations.reversed()) {
            boolean open = each.pending() || (each.ended != null && each.ended.isAfter(until));
            if (each.account.equals(account.id) && each.received == received && open && !each.at.isAfter(until)) {
                waiting.add(each);
            }
        }
        return waiting;
    }

    private ObjectNode sent(Call call) {
        LinkedAccount account = linkedin(call);
        int limit = call.limit(10, 100);
        List<Invitation> waiting = waiting(account, false, asOf(call, account));
        if (call.hit("shifted_page")) {
            stranger(account)
                    .ifPresent(person -> waiting.addFirst(world.invitation(account.id, person.key, null, false, true)));
        }
        boolean blank = call.hit("null_ids");
        return Paging.byPosition(
                call, "InvitationList", waiting, limit, "cursor", each -> told.invitationSent(each, blank));
    }

    private ObjectNode withdraw(Call call) {
        LinkedAccount account = linkedin(call);
        UnipileApi.writable(account);
        Invitation invitation = world.invitationById(call.part(3));
        if (invitation == null
                || !invitation.account.equals(account.id)
                || invitation.received
                || !invitation.pending()) {
            throw UnipileFault.missing("invitation");
        }
        world.end(invitation, "WITHDRAWN");
        return Told.object("InvitationCanceled");
    }

    private ObjectNode received(Call call) {
        LinkedAccount account = linkedin(call);
        List<Invitation> waiting = waiting(account, true, asOf(call, account));
        return Paging.byPosition(
                call, "InvitationList", waiting, call.limit(10, 100), "cursor", told::invitationReceived);
    }

    private ObjectNode handle(Call call) {
        LinkedAccount account = world.accountNeeded(call.form().needed("account_id"));
        UnipileApi.writable(account);
        Invitation invitation = world.invitationById(call.part(3));
        if (invitation == null
                || !invitation.received
                || !invitation.pending()
                || !invitation.account.equals(account.id)) {
            throw UnipileFault.missing("invitation");
        }
        switch (call.form().needed("action")) {
            case "accept" -> play.accept(invitation);
            case "decline" -> world.end(invitation, "DECLINED");
            default -> throw UnipileFault.wrong("The field action has to be accept or decline.");
        }
        return Told.object("InvitationHandled");
    }
}
