package io.salessync.kit;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachChat;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachInvitation;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachNews;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachRelation;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.connectors.Sendings;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A network inside the test, one world for each tenant: what was done there is its truth, and each call can be made to go wrong in a chosen way. */
public final class PlayedOutreach implements OutreachConnector {
    public static final String VENDOR = "played-outreach";

    private static final BatchAnswer.Evidence EVIDENCE = new BatchAnswer.Evidence("req", 200, null, false, "");

    private final Sendings sendings;
    private final InstantSource clock;
    private final Map<TenantId, World> worlds = new ConcurrentHashMap<>();

    public PlayedOutreach(Sendings sendings, InstantSource clock) {
        this.sendings = sendings;
        this.clock = clock;
    }

    public World world(TenantId tenant) {
        return worlds.computeIfAbsent(tenant, id -> new World());
    }

    /** How a write goes. */
    public sealed interface Fate {
        record Well(@Nullable Integer usage) implements Fate {}

        record Refused(OutreachFault fault, String slug) implements Fate {}

        /** Nobody answers; {@code done}: it was done all the same. */
        record Silence(boolean done) implements Fate {}

        record NotSent() implements Fate {}

        /** The node dies at this place. */
        record Death(Place place) implements Fate {}

        enum Place {
            BEFORE_COMMIT,
            BEFORE_MARK,
            AFTER_MARK,
            AFTER_EFFECT
        }
    }

    /** The node died. */
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What happens at the network. */
    public static final class World {
        public interface Script {
            Fate fate(OutreachWrite write);
        }

        private final Map<String, OutreachAccount.Status> accounts = new LinkedHashMap<>();
        private final Map<String, String> invitations = new LinkedHashMap<>();
        private final Set<String> connected = new HashSet<>();
        private final Map<String, String> mailboxes = new LinkedHashMap<>();
        private final Map<String, List<OutreachMail>> mails = new LinkedHashMap<>();
        private int mailReads;
        private final List<OutreachMessage> messages = new ArrayList<>();
        private final List<OutreachWrite> effects = new ArrayList<>();
        private final List<String> visits = new ArrayList<>();
        private final Map<String, Set<OutreachWrite.Product>> products = new LinkedHashMap<>();
        private final Map<String, Map<OutreachWrite.Product, Integer>> credits = new LinkedHashMap<>();
        private final Set<String> open = new HashSet<>();
        private int calls;
        private int together;
        private int mostTogether;
        private volatile Script script = write -> new Fate.Well(null);
        private volatile @Nullable Fate bodies;

        public synchronized void account(String id) {
            accounts.put(id, OutreachAccount.Status.OK);
        }

        /** What an account may use, as the service tells. */
        public synchronized void products(String id, Set<OutreachWrite.Product> told) {
            products.put(id, Set.copyOf(told));
        }

        /** What is left of an account's InMail credits, as the service tells. */
        public synchronized void credits(String id, Map<OutreachWrite.Product, Integer> left) {
            credits.put(id, Map.copyOf(left));
        }

        /** They take messages from everybody. */
        public synchronized void open(String publicId) {
            open.add(publicId);
        }

        /** A mailbox at the service. */
        public synchronized void mailbox(String id, String address) {
            accounts.put(id, OutreachAccount.Status.OK);
            mailboxes.put(id, address);
        }

        /** A mail comes into a mailbox. */
        public synchronized void comes(String account, OutreachMail mail) {
            mails.computeIfAbsent(account, key -> new ArrayList<>()).add(mail);
        }

        public synchronized List<OutreachMail> mails(String account) {
            return List.copyOf(mails.getOrDefault(account, List.of()));
        }

        public synchronized int mailReads() {
            return mailReads;
        }

        public synchronized void status(String id, OutreachAccount.Status status) {
            accounts.put(id, status);
        }

        public void script(Script next) {
            script = next;
        }

        /** The next body that is made kills the node, inside the transaction that decides. */
        public void dieInTransaction() {
            bodies = new Fate.Death(Fate.Place.BEFORE_COMMIT);
        }

        public synchronized void accept(String account, String publicId) {
            invitations.remove(account + "/" + publicId);
            connected.add(account + "/" + publicId);
        }

        /** The other one says no. */
        public synchronized void decline(String account, String publicId) {
            invitations.remove(account + "/" + publicId);
        }

        /** An invitation made by hand, in the network itself. */
        public synchronized void invited(String account, String publicId) {
            invitations.put(account + "/" + publicId, "byhand-" + publicId);
        }

        public synchronized List<OutreachWrite> effects() {
            return List.copyOf(effects);
        }

        public synchronized List<String> visits() {
            return List.copyOf(visits);
        }

        public synchronized int calls() {
            return calls;
        }

        public synchronized int mostTogether() {
            return mostTogether;
        }

        private synchronized OutreachSent done(OutreachWrite write, @Nullable Integer usage, Instant now) {
            effects.add(write);
            return switch (write) {
                case OutreachWrite.Invite invite -> {
                    String id = "inv-" + effects.size();
                    invitations.put(invite.account() + "/" + publicId(invite.person()), id);
                    yield new OutreachSent(id, null, usage);
                }
                case OutreachWrite.Withdraw withdraw -> {
                    invitations.values().remove(withdraw.invitation());
                    yield new OutreachSent(withdraw.invitation(), null, usage);
                }
                case OutreachWrite.Chat chat -> said(chat.account(), "chat-" + chat.person(), chat.text(), now);
                case OutreachWrite.Reply reply -> said(reply.account(), reply.chat(), reply.text(), now);
                case OutreachWrite.Mail mail -> {
                    String id = "mail-" + effects.size();
                    Map<String, String> headers = new LinkedHashMap<>();
                    mail.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
                    comes(
                            mail.account(),
                            new OutreachMail(
                                    "box-" + id,
                                    "<" + id + "@service.example>",
                                    null,
                                    true,
                                    mailboxes.getOrDefault(mail.account(), "me@service.example"),
                                    List.of(mail.toAddress()),
                                    mail.subject(),
                                    mail.html(),
                                    headers,
                                    now,
                                    id));
                    yield new OutreachSent(id, null, usage);
                }
            };
        }

        private OutreachSent said(String account, String chat, String text, Instant now) {
            String id = "msg-" + effects.size();
            messages.add(new OutreachMessage(id, account + ":" + chat, true, null, text, now, false, false));
            return new OutreachSent(id, chat, null);
        }
    }

    private static String member(String publicId) {
        return member(OutreachWrite.Product.CLASSIC, publicId);
    }

    private static String member(OutreachWrite.Product product, String publicId) {
        return switch (product) {
            case CLASSIC -> "ACo-" + publicId;
            case SALES_NAVIGATOR -> "ACw-" + publicId;
            case RECRUITER -> "AEM-" + publicId;
        };
    }

    private static String publicId(String member) {
        return member.matches("(ACo|ACw|AEM)-.*") ? member.substring(4) : member;
    }

    @Override
    public OutreachAnswer<Map<OutreachWrite.Product, Integer>> inmailCredits(
            Connection connection, String account, @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(Map.copyOf(world.credits.getOrDefault(account, Map.of())));
        }
    }

    private static <T> OutreachAnswer<T> done(T value) {
        return new OutreachAnswer.Done<>(value, EVIDENCE);
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public Profile profile() {
        return new Profile("Played", URI.create("http://127.0.0.1:1"), "none");
    }

    @Override
    public String whoAmI(Connection connection) {
        return "played";
    }

    @Override
    public OutreachAnswer<List<OutreachAccount>> accounts(Connection connection, @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(world.accounts.entrySet().stream()
                    .map(entry -> account(world, entry.getKey(), entry.getValue()))
                    .toList());
        }
    }

    private static OutreachAccount account(World world, String id, OutreachAccount.Status status) {
        String address = world.mailboxes.get(id);
        if (address != null) {
            return new OutreachAccount(
                    id, OutreachAccount.Network.MAIL, "Box " + id, status, null, address, Set.of(), null, null);
        }
        return new OutreachAccount(
                id,
                OutreachAccount.Network.LINKEDIN,
                "Account " + id,
                status,
                "me-" + id,
                null,
                world.products.getOrDefault(id, Set.of()),
                true,
                null);
    }

    @Override
    public OutreachAnswer<OutreachAccount> account(Connection connection, String account, @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(account(world, account, world.accounts.getOrDefault(account, OutreachAccount.Status.OK)));
        }
    }

    @Override
    public OutreachAnswer<URI> signIn(
            Connection connection,
            @Nullable String account,
            @Nullable URI notify,
            @Nullable URI back,
            Instant expires,
            @Nullable ActiveRun run) {
        return done(URI.create("https://sign-in.example/" + account));
    }

    @Override
    public OutreachAnswer<OutreachAccount> restart(Connection connection, String account, @Nullable ActiveRun run) {
        return account(connection, account, run);
    }

    @Override
    public OutreachAnswer<OutreachProfile> profile(
            Connection connection,
            String account,
            String identifier,
            OutreachWrite.Product product,
            boolean notify,
            @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            world.calls++;
            if (product != OutreachWrite.Product.CLASSIC
                    && !world.products.getOrDefault(account, Set.of()).contains(product)) {
                return new OutreachAnswer.Refused<>(
                        OutreachFault.OUR_CONFIG, "errors/feature_not_subscribed", "No such product.", EVIDENCE);
            }
            String who = publicId(identifier);
            world.visits.add(who);
            boolean connected = world.connected.contains(account + "/" + who);
            boolean pending = world.invitations.containsKey(account + "/" + who);
            return done(new OutreachProfile(
                    member(product, who),
                    who,
                    null,
                    null,
                    null,
                    connected,
                    pending ? new OutreachProfile.Invitation(true, OutreachProfile.Invitation.Standing.PENDING) : null,
                    connected ? 1 : 2,
                    null,
                    world.open.contains(who),
                    null,
                    List.of(),
                    List.of()));
        }
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachRelation>> relations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run) {
        return done(new OutreachPage<>(List.of(), null));
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachInvitation>> sentInvitations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(new OutreachPage<>(
                    world.invitations.entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(account + "/"))
                            .map(entry -> {
                                String who = entry.getKey().substring(account.length() + 1);
                                return new OutreachInvitation(entry.getValue(), member(who), who, null, null, null);
                            })
                            .toList(),
                    null));
        }
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachChat>> chats(
            Connection connection,
            String account,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(new OutreachPage<>(
                    world.messages.stream()
                            .map(message -> message.chat())
                            .filter(chat -> chat.startsWith(account + ":"))
                            .distinct()
                            .map(chat -> chat.substring(account.length() + 1))
                            .map(chat ->
                                    new OutreachChat(chat, chat.substring("chat-".length()), null, null, null, 0, true))
                            .toList(),
                    null));
        }
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachMessage>> messages(
            Connection connection,
            String account,
            @Nullable String chat,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            return done(new OutreachPage<>(
                    world.messages.stream()
                            .filter(message -> message.chat().startsWith(account + ":"))
                            .filter(message -> chat == null || message.chat().equals(account + ":" + chat))
                            .filter(message -> after == null || !message.at().isBefore(after))
                            .map(message -> new OutreachMessage(
                                    message.id(),
                                    message.chat().substring(account.length() + 1),
                                    true,
                                    null,
                                    message.text(),
                                    message.at(),
                                    false,
                                    false))
                            .toList(),
                    null));
        }
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachMail>> mails(
            Connection connection,
            String account,
            @Nullable String address,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        synchronized (world) {
            world.mailReads++;
            return done(new OutreachPage<>(
                    world.mails.getOrDefault(account, List.of()).reversed().stream()
                            .filter(mail -> address == null
                                    || mail.from().equalsIgnoreCase(address)
                                    || mail.to().contains(address))
                            .filter(mail -> after == null || !mail.at().isBefore(after))
                            .toList(),
                    null));
        }
    }

    @Override
    public @Nullable String fault(OutreachWrite write) {
        return null;
    }

    @Override
    public String body(OutreachWrite write) {
        for (World world : worlds.values()) {
            if (world.bodies != null && world.accounts.containsKey(write.account())) {
                world.bodies = null;
                throw new Died();
            }
        }
        return write.toString();
    }

    @Override
    public OutreachAnswer<OutreachSent> send(
            Connection connection, Intent intent, OutreachWrite write, @Nullable ActiveRun run) {
        World world = world(connection.tenant());
        if (!intent.body().equals(write.toString())) {
            throw new AssertionError("The write is not the one that was decided: " + write + " / " + intent.body());
        }
        synchronized (world) {
            world.calls++;
            world.together++;
            world.mostTogether = Math.max(world.mostTogether, world.together);
        }
        try {
            return send(world, connection.tenant(), intent, write);
        } finally {
            synchronized (world) {
                world.together--;
            }
        }
    }

    private OutreachAnswer<OutreachSent> send(World world, TenantId tenant, Intent intent, OutreachWrite write) {
        Fate fate = world.script.fate(write);
        dies(fate, Fate.Place.BEFORE_MARK);
        if (fate instanceof Fate.NotSent) {
            return new OutreachAnswer.NotSent<>(null, "nobody is there");
        }
        if (sendings.marked(tenant, intent).attempts() > 1) {
            return new OutreachAnswer.Unknown<>("it was sent before", EVIDENCE);
        }
        dies(fate, Fate.Place.AFTER_MARK);
        return switch (fate) {
            case Fate.Well well -> done(world.done(write, well.usage(), clock.instant()));
            case Fate.Refused refused -> new OutreachAnswer.Refused<>(refused.fault(), refused.slug(), "No.", EVIDENCE);
            case Fate.Silence silence -> {
                if (silence.done()) {
                    world.done(write, null, clock.instant());
                }
                yield new OutreachAnswer.Unknown<>("nobody answered", EVIDENCE);
            }
            case Fate.Death death -> {
                world.done(write, null, clock.instant());
                throw new Died();
            }
            case Fate.NotSent notSent -> throw new IllegalStateException("answered above");
        };
    }

    private static void dies(Fate fate, Fate.Place place) {
        if (fate instanceof Fate.Death death && death.place() == place) {
            throw new Died();
        }
    }

    @Override
    public OutreachAnswer<List<String>> subscribe(
            Connection connection, URI url, Map<String, String> headers, @Nullable ActiveRun run) {
        return done(List.of());
    }

    @Override
    public Optional<OutreachNews> news(byte[] body) {
        return Optional.empty();
    }
}
