package io.salessync.sandbox.unipile;

import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.Event;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import io.salessync.sandbox.unipile.Truth.Tie;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The truth with its indexes and its lock; every reader and writer goes through {@link #locked}. */
final class World {
    /** How many people there are at the beginning. */
    static final int PEOPLE = 2_000;

    private final SandboxClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Event> agenda =
            new PriorityQueue<>(Comparator.comparing(Event::due).thenComparing(Event::order));
    private final Map<String, Person> peopleByKey = new HashMap<>();
    private final Map<String, Person> peopleByPublicId = new HashMap<>();
    private final Map<String, Person> peopleByEmail = new HashMap<>();
    private final Set<String> leftEmails = new HashSet<>();
    private final Map<String, Issued> issued = new HashMap<>();
    private final Map<String, List<Tie>> ties = new HashMap<>();
    private final Map<String, Tie> tieOf = new HashMap<>();
    private final Map<String, List<Invitation>> invitationsOf = new HashMap<>();
    private final Map<String, Chat> chatOf = new HashMap<>();
    private final Map<String, Chat> chatById = new HashMap<>();
    private final Map<String, List<Message>> messagesOf = new HashMap<>();
    private final Map<String, Mail> mailById = new HashMap<>();
    private Truth truth = new Truth();
    private @Nullable Instant playing;
    private volatile long revision;

    /** Which person an id stands for, in which product, and for whom when ids are different for each account. */
    record Issued(Person person, String product, @Nullable String account) {}

    World(SandboxClock clock, long seed) {
        this.clock = clock;
        begin(seed);
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    long revision() {
        return revision;
    }

    void changed() {
        revision++;
    }

    Truth truth() {
        return truth;
    }

    /** The truth with what is due, to be written down. */
    Truth toSave() {
        truth.agenda = new ArrayList<>(agenda);
        return truth;
    }

    Truth.Settings settings() {
        return truth.settings;
    }

    long seed() {
        return truth.seed;
    }

    /** The initial state of a seed: people, and four accounts at LinkedIn and two for mail. */
    void begin(long seed) {
        Truth fresh = new Truth();
        fresh.seed = seed;
        load(fresh);
        people(PEOPLE);
        account("linkedin-anna", "LINKEDIN", "premium", "Anna Berg", "anna@sandbox.example", 600, 700);
        account("linkedin-ben", "LINKEDIN", "free", "Ben Osei", "ben@sandbox.example", 350, 900);
        account("linkedin-chloe", "LINKEDIN", "sales_navigator", "Chloé Marchand", "chloe@sandbox.example", 900, 1_500);
        account("linkedin-dan", "LINKEDIN", "free", "Dan Fox", "dan@sandbox.example", 90, 20);
        account("mail-anna", "GOOGLE_OAUTH", "mail", "Anna Berg", "anna@sandbox.example", 0, 700);
        account("mail-ben", "MAIL", "mail", "Ben Osei", "ben@sandbox.example", 0, 900);
        due(now().plus(Duration.ofDays(1)), "day", "", "");
    }

    void load(Truth loaded) {
        truth = loaded;
        agenda.clear();
        agenda.addAll(loaded.agenda);
        peopleByKey.clear();
        peopleByPublicId.clear();
        peopleByEmail.clear();
        leftEmails.clear();
        issued.clear();
        ties.clear();
        tieOf.clear();
        invitationsOf.clear();
        chatOf.clear();
        chatById.clear();
        messagesOf.clear();
        mailById.clear();
        loaded.people.forEach(this::index);
        loaded.ties.forEach(this::index);
        loaded.invitations.forEach(each -> invitationsOf
                .computeIfAbsent(pair(each.account, each.person), k -> new ArrayList<>())
                .add(each));
        loaded.chats.forEach(this::index);
        loaded.messages.forEach(each ->
                messagesOf.computeIfAbsent(each.chat, k -> new ArrayList<>()).add(each));
        loaded.mails.forEach(each -> mailById.put(each.id, each));
        changed();
    }

    // --- time

    /** The sandbox's time, or the time of the event that is being played. */
    Instant now() {
        Instant at = playing;
        return at == null ? clock.instant() : at;
    }

    /** A sandbox time as it is written on records. */
    Instant told(Instant at) {
        return at.plus(Duration.between(clock.instant(), clock.stamp()));
    }

    void due(Instant at, String kind, String subject, String detail) {
        agenda.add(new Event(at, truth.sequence++, kind, subject, detail));
        changed();
    }

    @Nullable Instant nextDue() {
        Event next = agenda.peek();
        return next == null ? null : next.due();
    }

    int waiting() {
        return agenda.size();
    }

    /** Takes the next event that is due and sets the time to its own; null when nothing is. */
    @Nullable Event take(Instant until) {
        Event next = agenda.peek();
        if (next == null || next.due().isAfter(until)) {
            return null;
        }
        agenda.poll();
        changed();
        return next;
    }

    void playing(@Nullable Instant at) {
        playing = at;
    }

    // --- ids

    String next(String prefix) {
        return prefix + Dice.letters(18, truth.seed, prefix, truth.sequence++);
    }

    long number() {
        return truth.sequence++;
    }

    /** The id of a person in a product: classic, sales_navigator or recruiter. */
    String providerId(Person person, String product, String account) {
        String prefix = switch (product) {
            case "sales_navigator" -> "ACwAA";
            case "recruiter" -> "AEMAA";
            default -> "ACoAA";
        };
        boolean scoped = truth.settings.ids_per_account;
        String id = prefix + Dice.letters(34, truth.seed, "id", person.key, product, scoped ? account : "");
        issued.putIfAbsent(id, new Issued(person, product, scoped ? account : null));
        return id;
    }

    /** Whom an id stands for; null when nobody. */
    @Nullable Issued issued(String id) {
        Issued known = issued.get(id);
        if (known == null && id.matches("A(Co|Cw|EM)AA.{34}")) {
            for (String account : truth.accounts.keySet()) {
                for (Person person : truth.people) {
                    providerId(person, product(id), account);
                }
                if (!truth.settings.ids_per_account) {
                    break;
                }
            }
            known = issued.get(id);
        }
        return known;
    }

    static String product(String id) {
        return id.startsWith("ACw") ? "sales_navigator" : id.startsWith("AEM") ? "recruiter" : "classic";
    }

    /** A person by a vanity name or an id of any product, as the account may use it; null when nobody is found. */
    @Nullable Person find(String identifier, String account) {
        Issued known = issued(identifier);
        if (known != null) {
            return known.account() == null || known.account().equals(account) ? known.person() : null;
        }
        return peopleByPublicId.get(identifier.toLowerCase(Locale.ROOT));
    }

    // --- people

    void people(int many) {
        Instant began = now();
        for (int i = 0; i < many; i++) {
            Person person = Names.person(truth.seed, truth.people.size() + 1, began);
            add(person);
        }
    }

    void add(Person person) {
        truth.people.add(person);
        index(person);
        changed();
    }

    private void index(Person person) {
        peopleByKey.put(person.key, person);
        if (person.publicId != null) {
            peopleByPublicId.put(person.publicId.toLowerCase(Locale.ROOT), person);
        }
        if (person.email != null) {
            peopleByEmail.put(person.email.toLowerCase(Locale.ROOT), person);
        }
        person.formerEmails.forEach(each -> leftEmails.add(each.toLowerCase(Locale.ROOT)));
    }

    Person person(String key) {
        Person person = peopleByKey.get(key);
        if (person == null) {
            throw new IllegalStateException("There is no person " + key);
        }
        return person;
    }

    @Nullable Person personOrNull(String key) {
        return peopleByKey.get(key);
    }

    @Nullable Person byEmail(String address) {
        return peopleByEmail.get(address.toLowerCase(Locale.ROOT));
    }

    /** Whether an address was somebody's until the person went elsewhere. */
    boolean wasLeft(String address) {
        return byEmail(address) == null && leftEmails.contains(address.toLowerCase(Locale.ROOT));
    }

    /** The vanity name changes; the old one leads nowhere any more. */
    void rename(Person person, @Nullable String publicId) {
        if (person.publicId != null) {
            peopleByPublicId.remove(person.publicId.toLowerCase(Locale.ROOT));
            person.formerPublicIds.add(person.publicId);
        }
        person.publicId = publicId;
        index(person);
        changed();
    }

    void email(Person person, @Nullable String address) {
        if (person.email != null) {
            peopleByEmail.remove(person.email.toLowerCase(Locale.ROOT));
            person.formerEmails.add(person.email);
        }
        person.email = address;
        index(person);
        changed();
    }

    // --- accounts

    LinkedAccount account(
            String id, String type, String tier, String name, String email, int connections, int ageDays) {
        LinkedAccount account = new LinkedAccount();
        account.id = id;
        account.type = type;
        account.tier = tier;
        account.name = name;
        account.email = email;
        account.created = now();
        if (linkedinTier(tier)) {
            account.credits.put(tier, 50);
        }
        Person self = Names.person(truth.seed, 1_000_000 + truth.accounts.size(), now());
        int cut = name.lastIndexOf(' ');
        self.key = "self-" + id;
        self.firstName = cut < 0 ? name : name.substring(0, cut);
        self.lastName = cut < 0 ? "" : name.substring(cut + 1);
        self.publicId = Names.plain(name.toLowerCase(Locale.ROOT).replace(' ', '-')) + "-" + id.length();
        self.email = null;
        self.nobody = true;
        account.person = self.key;
        truth.accounts.put(id, account);
        if (peopleByKey.get(self.key) == null) {
            add(self);
        }
        account.limits.putAll(Quotas.defaults(tier));
        connections(account, connections, ageDays);
        return account;
    }

    private static boolean linkedinTier(String tier) {
        return List.of("premium", "sales_navigator", "recruiter").contains(tier);
    }

    /** Gives an account connections it had before; people are made for them when there are too few. */
    void connections(LinkedAccount account, int many, int ageDays) {
        List<Person> some = new ArrayList<>();
        List<Person> all = truth.people.stream().filter(p -> !p.nobody).toList();
        int offset = all.isEmpty() ? 0 : (int) (Dice.chance(truth.seed, "ties", account.id) * all.size());
        // half of the people stay strangers to the account, so that there is somebody to invite
        for (int i = 0; i < all.size() && some.size() < Math.min(many, all.size() / 2); i++) {
            some.add(all.get((offset + i * 2) % all.size()));
        }
        while (some.size() < many) {
            Person person = Names.person(truth.seed, truth.people.size() + 1, now());
            add(person);
            some.add(person);
        }
        Instant oldest = now().minus(Duration.ofDays(ageDays + 400L));
        Duration step =
                Duration.between(oldest, now().minus(Duration.ofDays(2))).dividedBy(Math.max(1, many));
        for (int i = 0; i < some.size(); i++) {
            Instant at = oldest.plus(step.multipliedBy(i));
            if (tie(account.id, some.get(i).key) == null) {
                tie(account.id, some.get(i).key, at);
            }
        }
        account.connections = tiesOf(account.id).size();
    }

    LinkedAccount accountNeeded(@Nullable String id) {
        if (id == null || id.isBlank()) {
            throw UnipileFault.of("missing_parameters", "The parameter account_id is missing.");
        }
        LinkedAccount account = truth.accounts.get(id);
        if (account == null) {
            throw UnipileFault.missing("account");
        }
        return account;
    }

    @Nullable LinkedAccount accountOrNull(@Nullable String id) {
        return id == null ? null : truth.accounts.get(id);
    }

    // --- connections

    private static String pair(String account, String person) {
        return account + " " + person;
    }

    private void index(Tie tie) {
        ties.computeIfAbsent(tie.account(), k -> new ArrayList<>()).add(tie);
        tieOf.put(pair(tie.account(), tie.person()), tie);
    }

    @Nullable Tie tie(String account, String person) {
        return tieOf.get(pair(account, person));
    }

    Tie tie(String account, String person, Instant at) {
        Tie tie = new Tie(account, person, at, told(at), truth.sequence++);
        truth.ties.add(tie);
        index(tie);
        changed();
        return tie;
    }

    /** The connections of an account, the oldest first. */
    List<Tie> tiesOf(String account) {
        return ties.getOrDefault(account, List.of());
    }

    void untie(String account, String person) {
        Tie tie = tieOf.remove(pair(account, person));
        if (tie != null) {
            truth.ties.remove(tie);
            truth.formerTies.add(new Truth.FormerTie(account, person, tie.at(), now()));
            tiesOf(account).remove(tie);
            Chat chat = chat(account, person);
            if (chat != null) {
                chat.readOnly = true;
            }
            changed();
        }
    }

    // --- invitations

    /** The invitations between an account and a person, the oldest first. */
    List<Invitation> invitations(String account, String person) {
        return invitationsOf.getOrDefault(pair(account, person), List.of());
    }

    @Nullable Invitation pending(String account, String person, boolean received) {
        for (Invitation each : invitations(account, person)) {
            if (each.pending() && each.received == received) {
                return each;
            }
        }
        return null;
    }

    Invitation invitation(String account, String person, @Nullable String note, boolean received, boolean byHand) {
        Invitation made = new Invitation();
        made.id = String.valueOf(7_300_000_000_000_000_000L
                + Math.floorMod(
                                Dice.of(truth.seed, "invitation", truth.sequence)
                                        .nextLong(),
                                1_000_000_000L)
                        * 1_000_000L
                + truth.sequence++ % 1_000_000);
        made.account = account;
        made.person = person;
        made.note = note;
        made.at = now();
        made.told = told(made.at);
        made.received = received;
        made.byHand = byHand;
        truth.invitations.add(made);
        invitationsOf
                .computeIfAbsent(pair(account, person), k -> new ArrayList<>())
                .add(made);
        changed();
        return made;
    }

    @Nullable Invitation invitationById(String id) {
        for (int i = truth.invitations.size() - 1; i >= 0; i--) {
            if (truth.invitations.get(i).id.equals(id)) {
                return truth.invitations.get(i);
            }
        }
        return null;
    }

    void end(Invitation invitation, String status) {
        invitation.status = status;
        invitation.ended = now();
        changed();
    }

    // --- chats

    private void index(Chat chat) {
        chatById.put(chat.id, chat);
        if (chat.others.isEmpty()) {
            chatOf.put(pair(chat.account, chat.person), chat);
        }
    }

    @Nullable Chat chat(String account, String person) {
        return chatOf.get(pair(account, person));
    }

    @Nullable Chat chatById(String id) {
        return chatById.get(id);
    }

    Chat newChat(String account, String person, List<String> others, @Nullable String subject, boolean inmail) {
        Chat chat = new Chat();
        chat.id = next("C");
        chat.providerId = "2-" + Dice.letters(24, truth.seed, "thread", chat.id);
        chat.account = account;
        chat.person = person;
        chat.others.addAll(others);
        chat.subject = subject;
        chat.inmail = inmail;
        truth.chats.add(chat);
        index(chat);
        changed();
        return chat;
    }

    /** The messages of a chat, the oldest first. */
    List<Message> messages(String chat) {
        return messagesOf.getOrDefault(chat, List.of());
    }

    Message message(Chat chat, boolean mine, String text, String kind) {
        Message message = new Message();
        message.id = next("M");
        message.chat = chat.id;
        message.account = chat.account;
        message.person = chat.person;
        message.mine = mine;
        message.text = text;
        message.kind = kind;
        message.at = now();
        message.told = told(message.at);
        chat.told = message.told;
        if (!mine) {
            chat.unread++;
        }
        truth.messages.add(message);
        messagesOf.computeIfAbsent(chat.id, k -> new ArrayList<>()).add(message);
        changed();
        return message;
    }

    @Nullable Message messageById(String id) {
        for (int i = truth.messages.size() - 1; i >= 0; i--) {
            if (truth.messages.get(i).id.equals(id)) {
                return truth.messages.get(i);
            }
        }
        return null;
    }

    // --- mail

    Mail mail(LinkedAccount account, boolean mine) {
        Mail mail = new Mail();
        mail.id = next("E");
        mail.providerId = Dice.letters(16, truth.seed, "mail", mail.id).toLowerCase(Locale.ROOT);
        mail.messageId = "<" + Dice.letters(20, truth.seed, "message", mail.id) + "@" + (mine ? "mail" : "mx")
                + ".sandbox.example>";
        mail.trackingId = next("T");
        mail.thread = mail.providerId;
        mail.account = account.id;
        mail.mine = mine;
        mail.at = now();
        mail.told = told(mail.at);
        mail.read = mine;
        truth.mails.add(mail);
        mailById.put(mail.id, mail);
        changed();
        return mail;
    }

    void forget(Mail mail) {
        truth.mails.remove(mail);
        mailById.remove(mail.id);
        changed();
    }

    @Nullable Mail mail(String id, @Nullable String account) {
        Mail mail = mailById.get(id);
        if (mail != null) {
            return mail;
        }
        for (int i = truth.mails.size() - 1; i >= 0; i--) {
            Mail each = truth.mails.get(i);
            boolean named = each.providerId.equals(id) || each.messageId.equals(id);
            if (named && (account == null || account.equals(each.account))) {
                return each;
            }
        }
        return null;
    }
}
