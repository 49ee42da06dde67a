package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.WrongInput;
import io.salessync.sandbox.unipile.Truth.Delivery;
import io.salessync.sandbox.unipile.Truth.FormerTie;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import io.salessync.sandbox.unipile.Truth.Tie;
import io.salessync.sandbox.unipile.Truth.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what is so, without the vendor's delays and limits: the truth that a test compares with. */
final class UnipileReport {
    private final World world;

    UnipileReport(World world) {
        this.world = world;
    }

    /**
     * Accounts, totals and every person that got anything, with what and when; {@code person=p17} only one, {@code
     * people=all} everybody, {@code deliveries=true} every webhook too.
     */
    ObjectNode report(Request request) {
        Truth truth = world.truth();
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("seed", truth.seed);
        told.put("now", world.now().toString());
        told.put("stamp", world.told(world.now()).toString());
        told.put("waiting", world.waiting());
        Instant next = world.nextDue();
        told.put("next_due", next == null ? null : next.toString());
        told.set("settings", settings(truth.settings));
        ArrayNode accounts = told.putArray("accounts");
        truth.accounts.values().forEach(each -> accounts.add(account(each)));
        Map<String, Story> stories = stories();
        told.set("totals", totals(stories));
        told.set("webhooks", webhooks(request.asks("deliveries")));
        String one = request.query().get("person");
        boolean all = "all".equals(request.query().get("people"));
        ArrayNode people = told.putArray("people");
        if (one != null) {
            Person person = find(one, null);
            people.add(person(person, stories.getOrDefault(person.key, new Story())));
        } else {
            for (Person person : truth.people) {
                Story story = stories.get(person.key);
                if (!person.nobody && (story != null || all)) {
                    people.add(person(person, story == null ? new Story() : story));
                }
            }
        }
        return told;
    }

    /** A person by key, vanity name, id of any product or e-mail address. */
    Person find(String reference, @Nullable String account) {
        Person person = world.personOrNull(reference);
        if (person == null) {
            person = world.find(reference, account == null ? "" : account);
        }
        if (person == null) {
            person = world.byEmail(reference);
        }
        if (person == null) {
            throw new WrongInput("There is no person '" + reference
                    + "': give a key such as p17, a public identifier, a provider id or an e-mail address");
        }
        return person;
    }

    ObjectNode settings(Truth.Settings settings) {
        return (ObjectNode) Unipile.fields(settings);
    }

    ObjectNode account(LinkedAccount account) {
        Instant now = world.now();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", account.id);
        node.put("type", account.type);
        node.put("tier", account.tier);
        node.put("name", account.name);
        node.put("email", account.email);
        node.put("status", account.status);
        if (account.linkedin()) {
            node.put("provider_id", world.providerId(world.person(account.person), "classic", account.id));
            node.put("connections", world.tiesOf(account.id).size());
            node.put("inmail_credits", account.credits.getOrDefault(account.tier, 0));
            node.putPOJO("credits", account.credits);
            node.putPOJO("products", account.products);
            int pending = 0;
            int byHand = 0;
            for (Invitation each : world.truth().invitations) {
                if (each.account.equals(account.id) && !each.received) {
                    pending += each.pending() ? 1 : 0;
                    byHand += each.byHand ? 1 : 0;
                }
            }
            node.put("pending", pending);
            node.put("invited_by_hand", byHand);
        }
        node.set("usage", Json.MAPPER.valueToTree(Quotas.told(account, now)));
        ArrayNode statuses = node.putArray("statuses");
        account.statuses.forEach(one -> statuses.addObject()
                .put("status", one.status())
                .put("at", one.at().toString()));
        return node;
    }

    /** What reached one person. */
    private static final class Story {
        private final List<Invitation> invitations = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private final List<Mail> mails = new ArrayList<>();
        private final List<Tie> ties = new ArrayList<>();
        private final List<FormerTie> formerTies = new ArrayList<>();
        private int visits;

        /** Invitations beyond the first and texts that came more than once, without what the owner did by hand. */
        private List<String> doubles() {
            List<String> doubles = new ArrayList<>();
            int invited = 0;
            for (Invitation each : invitations) {
                if (!each.received && !each.byHand && invited++ > 0) {
                    doubles.add("invitation " + each.id + " of " + each.account);
                }
            }
            Set<String> seen = new LinkedHashSet<>();
            for (Message each : messages) {
                boolean counts = each.mine && !each.kind.equals("note") && !each.kind.equals("by_hand");
                if (counts && !seen.add("message " + each.text)) {
                    doubles.add("message " + each.id + " of " + each.account);
                }
            }
            for (Mail each : mails) {
                if (each.mine && !seen.add("mail " + each.subject + "\n" + each.body)) {
                    doubles.add("mail " + each.id + " of " + each.account);
                }
            }
            return doubles;
        }
    }

    private Map<String, Story> stories() {
        Truth truth = world.truth();
        Map<String, Story> stories = new HashMap<>();
        truth.invitations.forEach(
                each -> story(stories, each.person).invitations.add(each));
        truth.messages.forEach(each -> story(stories, each.person).messages.add(each));
        truth.mails.forEach(each ->
                story(stories, each.person == null ? "" : each.person).mails.add(each));
        for (Visit each : truth.visits) {
            story(stories, each.person() == null ? "" : each.person()).visits++;
        }
        for (Tie tie : truth.ties) {
            Story story = stories.get(tie.person());
            if (story != null) {
                story.ties.add(tie);
            }
        }
        for (FormerTie tie : truth.formerTies) {
            Story story = stories.get(tie.person());
            if (story != null) {
                story.formerTies.add(tie);
            }
        }
        stories.remove("");
        return stories;
    }

    private static Story story(Map<String, Story> stories, String person) {
        return stories.computeIfAbsent(person, k -> new Story());
    }

    private ObjectNode totals(Map<String, Story> stories) {
        Truth truth = world.truth();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("people", (int) truth.people.stream().filter(p -> !p.nobody).count());
        counts.put("connections", truth.ties.size());
        for (String status : List.of("PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN")) {
            counts.put("invitations_" + status.toLowerCase(java.util.Locale.ROOT), (int) truth.invitations.stream()
                    .filter(each -> !each.received && each.status.equals(status))
                    .count());
        }
        counts.put("messages_sent", (int)
                truth.messages.stream().filter(m -> m.mine).count());
        counts.put("messages_received", (int)
                truth.messages.stream().filter(m -> !m.mine).count());
        counts.put("mails_sent", (int) truth.mails.stream().filter(m -> m.mine).count());
        counts.put("mails_received", (int)
                truth.mails.stream().filter(m -> !m.mine).count());
        counts.put("profile_visits", truth.visits.size());
        counts.put(
                "double_sends",
                stories.values().stream()
                        .mapToInt(each -> each.doubles().size())
                        .sum());
        return Json.MAPPER.valueToTree(counts);
    }

    private ObjectNode webhooks(boolean each) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        Map<String, Integer> outcomes = new TreeMap<>();
        List<Delivery> deliveries = world.truth().deliveries;
        for (Delivery delivery : deliveries) {
            outcomes.merge(delivery.event + ": " + delivery.outcome, 1, Integer::sum);
        }
        node.put("registered", world.truth().hooks.size());
        node.set("outcomes", Json.MAPPER.valueToTree(outcomes));
        if (each) {
            ArrayNode list = node.putArray("deliveries");
            for (Delivery delivery : deliveries) {
                list.addObject()
                        .put("id", delivery.id)
                        .put("event", delivery.event)
                        .put("account", delivery.account)
                        .put("subject", delivery.subject)
                        .put("raised", delivery.raised.toString())
                        .put("done", delivery.done == null ? null : delivery.done.toString())
                        .put("attempts", delivery.attempts)
                        .put("duplicate", delivery.duplicate)
                        .put("outcome", delivery.outcome)
                        .put("body", delivery.body);
            }
        }
        return node;
    }

    private ObjectNode person(Person person, Story story) {
        ObjectNode node = who(person, null);
        node.put("profile_visits", story.visits);
        ArrayNode connected = node.putArray("connections");
        story.ties.forEach(tie -> connected
                .addObject()
                .put("account", tie.account())
                .put("at", tie.at().toString()));
        ArrayNode former = node.putArray("former_connections");
        story.formerTies.forEach(tie -> former.addObject()
                .put("account", tie.account())
                .put("at", tie.at().toString())
                .put("until", tie.until().toString()));
        ArrayNode invitations = node.putArray("invitations");
        for (Invitation each : story.invitations) {
            invitations
                    .addObject()
                    .put("id", each.id)
                    .put("account", each.account)
                    .put("at", each.at.toString())
                    .put("note", each.note)
                    .put("received", each.received)
                    .put("by_hand", each.byHand)
                    .put("status", each.status)
                    .put("ended", each.ended == null ? null : each.ended.toString());
        }
        ArrayNode messages = node.putArray("messages");
        for (Message each : story.messages) {
            messages.addObject()
                    .put("id", each.id)
                    .put("chat", each.chat)
                    .put("account", each.account)
                    .put("at", each.at.toString())
                    .put("from_person", !each.mine)
                    .put("kind", each.kind)
                    .put("text", each.text);
        }
        ArrayNode mails = node.putArray("mails");
        for (Mail each : story.mails) {
            mails.addObject()
                    .put("id", each.id)
                    .put("account", each.account)
                    .put("at", each.at.toString())
                    .put("from_person", !each.mine)
                    .put("kind", each.kind)
                    .put("subject", each.subject)
                    .put("body", each.body)
                    .set("headers", Json.MAPPER.valueToTree(each.headers));
        }
        ArrayNode doubles = node.putArray("double_sends");
        story.doubles().forEach(doubles::add);
        return node;
    }

    /** Who a person is, with the ids an account would see. */
    ObjectNode who(Person person, @Nullable String account) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        String viewer = account == null ? "" : account;
        node.put("person", person.key);
        node.put("name", person.name());
        node.put("public_id", person.publicId);
        node.set("former_public_ids", Json.MAPPER.valueToTree(person.formerPublicIds));
        node.put("provider_id", world.providerId(person, "classic", viewer));
        node.put("sales_navigator_id", world.providerId(person, "sales_navigator", viewer));
        node.put("email", person.email);
        node.put("title", person.title);
        node.put("company", person.company);
        node.put("headline", person.headline);
        node.put("job_changes", person.formerJobs.size());
        node.put("open_profile", person.openProfile);
        if (account != null) {
            node.put("connected", world.tie(account, person.key) != null);
            node.put("invited", world.pending(account, person.key, false) != null);
        }
        return node;
    }
}
