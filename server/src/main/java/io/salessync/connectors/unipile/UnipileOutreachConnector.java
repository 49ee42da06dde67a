package io.salessync.connectors.unipile;

import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAccount.Status;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachAnswer.Done;
import io.salessync.connectors.OutreachAnswer.NotSent;
import io.salessync.connectors.OutreachAnswer.Refused;
import io.salessync.connectors.OutreachAnswer.Unknown;
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
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Unipile's first interface as an outreach service. */
@Component
final class UnipileOutreachConnector implements OutreachConnector {
    static final String VENDOR = "unipile";

    private static final Profile PROFILE = new Profile(
            "Unipile",
            URI.create("https://api1.unipile.com:13111"),
            "In the Unipile dashboard: the address is your DSN (with its port), the token is made under Access tokens.");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int ACCOUNT_PAGES = 20;
    private static final Evidence NONE = new Evidence(null, 0, null, false, "");

    private final UnipileGate gate;
    private final Subscriptions subscriptions;
    private final Sendings sendings;

    UnipileOutreachConnector(UnipileGate gate, Subscriptions subscriptions, Sendings sendings) {
        this.gate = gate;
        this.subscriptions = subscriptions;
        this.sendings = sendings;
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public Profile profile() {
        return PROFILE;
    }

    @Override
    public List<Setting> settings() {
        return Setup.SETTINGS;
    }

    @Override
    public Kept keep(Map<String, String> given, Map<String, String> before) {
        return Setup.keep(given, before);
    }

    @Override
    public String whoAmI(Connection connection) {
        return switch (accounts(connection, null)) {
            case Done<List<OutreachAccount>> done -> {
                long network = done.value().stream()
                        .filter(account -> account.network() == OutreachAccount.Network.LINKEDIN)
                        .count();
                long mail = done.value().stream()
                        .filter(account -> account.network() == OutreachAccount.Network.MAIL)
                        .count();
                long unwell = done.value().stream()
                        .filter(account -> account.status() != Status.OK)
                        .count();
                yield "LinkedIn accounts: " + network + ", mailboxes: " + mail
                        + (unwell == 0 ? "" : ", not working: " + unwell);
            }
            case Refused<List<OutreachAccount>> refused ->
                throw Problem.of(
                                refused.fault() == OutreachFault.OUR_CONFIG
                                        ? ConnectorsProblem.SIGN_IN_REFUSED
                                        : ConnectorsProblem.VENDOR_REFUSED,
                                "Unipile refuses connection '" + connection.name() + "': " + refused.slug() + ": "
                                        + refused.message() + ". Check the address (your DSN) and the access token.")
                        .with("vendorCode", refused.slug());
            case Unknown<List<OutreachAccount>> unknown -> throw unreachable(connection, unknown.reason());
            case NotSent<List<OutreachAccount>> not -> throw unreachable(connection, not.reason());
        };
    }

    private static Problem unreachable(Connection connection, String reason) {
        return Problem.of(
                ConnectorsProblem.VENDOR_UNREACHABLE,
                "Unipile at " + connection.endpoint() + " does not answer as it should: " + reason
                        + ". Check the connection's address, and whether Unipile is up.");
    }

    @Override
    public OutreachAnswer<List<OutreachAccount>> accounts(Connection connection, @Nullable ActiveRun run) {
        List<OutreachAccount> all = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        Evidence evidence = NONE;
        do {
            OutreachAnswer<OutreachPage<OutreachAccount>> page = gate.ask(
                    Ask.get(connection, "accounts", Ask.query("/accounts", "limit", "100", "cursor", cursor), run),
                    root -> Shapes.page(root, Shapes::account));
            switch (page) {
                case Done<OutreachPage<OutreachAccount>> done -> {
                    all.addAll(done.value().items());
                    cursor = done.value().next();
                    evidence = done.evidence();
                }
                case Refused<OutreachPage<OutreachAccount>> refused -> {
                    return new Refused<>(refused.fault(), refused.slug(), refused.message(), refused.evidence());
                }
                case Unknown<OutreachPage<OutreachAccount>> unknown -> {
                    return new Unknown<>(unknown.reason(), unknown.evidence());
                }
                case NotSent<OutreachPage<OutreachAccount>> not -> {
                    return new NotSent<>(not.until(), not.reason());
                }
            }
            if (cursor != null && (!cursors.add(cursor) || cursors.size() > ACCOUNT_PAGES)) {
                return new Unknown<>("the list of accounts does not end", evidence);
            }
        } while (cursor != null);
        return new Done<>(all, evidence);
    }

    @Override
    public OutreachAnswer<OutreachAccount> account(Connection connection, String account, @Nullable ActiveRun run) {
        return gate.ask(Ask.get(connection, "account", "/accounts/" + Ask.encoded(account), run), Shapes::account);
    }

    @Override
    public OutreachAnswer<URI> signIn(
            Connection connection,
            @Nullable String account,
            @Nullable URI notify,
            @Nullable URI back,
            Instant expires,
            @Nullable ActiveRun run) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", account == null ? "create" : "reconnect");
        if (account == null) {
            body.put("providers", "*");
        } else {
            body.put("reconnect_account", account);
        }
        String base = Setup.base(connection.endpoint());
        body.put("api_url", base.substring(0, base.length() - "/api/v1".length()));
        body.put("expiresOn", TIME.format(expires));
        if (notify != null) {
            body.put("notify_url", notify.toString());
        }
        if (back != null) {
            body.put("success_redirect_url", back.toString());
            body.put("failure_redirect_url", back.toString());
        }
        return gate.ask(
                Ask.post(
                        connection,
                        "sign-in link",
                        "/hosted/accounts/link",
                        UnipileGate.JSON.writeValueAsString(body),
                        run),
                root -> {
                    String url = Shapes.text(root, "url");
                    return url == null || !url.startsWith("http") ? null : URI.create(url);
                });
    }

    @Override
    public OutreachAnswer<OutreachAccount> restart(Connection connection, String account, @Nullable ActiveRun run) {
        OutreachAnswer<Boolean> restarted = gate.ask(
                Ask.post(connection, "restart", "/accounts/" + Ask.encoded(account) + "/restart", "{}", run),
                root -> true);
        return switch (restarted) {
            case Done<Boolean> done -> account(connection, account, run);
            case Refused<Boolean> refused ->
                new Refused<>(refused.fault(), refused.slug(), refused.message(), refused.evidence());
            case Unknown<Boolean> unknown -> new Unknown<>(unknown.reason(), unknown.evidence());
            case NotSent<Boolean> not -> new NotSent<>(not.until(), not.reason());
        };
    }

    @Override
    public OutreachAnswer<OutreachProfile> profile(
            Connection connection,
            String account,
            String identifier,
            OutreachWrite.Product product,
            boolean notify,
            @Nullable ActiveRun run) {
        return gate.ask(
                Ask.get(
                        connection,
                        "profile",
                        Ask.query(
                                "/users/" + Ask.encoded(identifier),
                                "account_id",
                                account,
                                "linkedin_sections",
                                "experience",
                                "linkedin_api",
                                product == OutreachWrite.Product.CLASSIC ? null : Writes.product(product),
                                "notify",
                                notify ? "true" : null),
                        run),
                Shapes::profile);
    }

    @Override
    public OutreachAnswer<Map<OutreachWrite.Product, Integer>> inmailCredits(
            Connection connection, String account, @Nullable ActiveRun run) {
        return gate.ask(
                Ask.get(
                        connection,
                        "InMail credits",
                        Ask.query("/linkedin/inmail_balance", "account_id", account),
                        run),
                Shapes::inmailCredits);
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachRelation>> relations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run) {
        int most = Math.clamp(limit, 1, MOST_RELATIONS);
        return gate.ask(
                Ask.get(
                        connection,
                        "relations",
                        Ask.query(
                                "/users/relations",
                                "account_id",
                                account,
                                "limit",
                                String.valueOf(most),
                                "cursor",
                                cursor),
                        run),
                root -> Shapes.page(root, Shapes::relation));
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachInvitation>> sentInvitations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run) {
        int most = Math.clamp(limit, 1, MOST_INVITATIONS);
        return gate.ask(
                Ask.get(
                        connection,
                        "sent invitations",
                        Ask.query(
                                "/users/invite/sent",
                                "account_id",
                                account,
                                "limit",
                                String.valueOf(most),
                                "cursor",
                                cursor),
                        run),
                root -> Shapes.page(root, Shapes::sentInvitation));
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachChat>> chats(
            Connection connection,
            String account,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        return gate.ask(
                Ask.get(connection, "chats", listed("/chats", account, after, cursor), run),
                root -> Shapes.page(root, Shapes::chat));
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachMessage>> messages(
            Connection connection,
            String account,
            @Nullable String chat,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        String path = chat == null
                ? listed("/messages", account, after, cursor)
                : listed("/chats/" + Ask.encoded(chat) + "/messages", null, after, cursor);
        return gate.ask(Ask.get(connection, "messages", path, run), root -> Shapes.page(root, Shapes::message));
    }

    @Override
    public OutreachAnswer<OutreachPage<OutreachMail>> mails(
            Connection connection,
            String account,
            @Nullable String address,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run) {
        String path = Ask.query(
                "/emails",
                "account_id",
                account,
                "limit",
                "100",
                "any_email",
                address,
                "include_headers",
                "true",
                "after",
                after == null ? null : TIME.format(after),
                "cursor",
                cursor);
        return gate.ask(
                Ask.get(connection, "mails", path, run), root -> Shapes.page(root, mail -> Shapes.mail(mail, "")));
    }

    private static String listed(
            String path, @Nullable String account, @Nullable Instant after, @Nullable String cursor) {
        return Ask.query(
                path,
                "account_id",
                account,
                "limit",
                "100",
                "after",
                after == null ? null : TIME.format(after),
                "cursor",
                cursor);
    }

    @Override
    public @Nullable String fault(OutreachWrite write) {
        return Writes.fault(write);
    }

    @Override
    public String body(OutreachWrite write) {
        return Writes.body(write);
    }

    @Override
    public OutreachAnswer<OutreachSent> send(
            Connection connection, Intent intent, OutreachWrite write, @Nullable ActiveRun run) {
        if (intent.state() != Intent.State.RECORDED) {
            return new Unknown<>("sent before by a run that was cut off", NONE);
        }
        Ask ask = new Ask(
                connection,
                Writes.operation(write),
                Writes.method(write),
                Writes.path(write),
                Writes.type(write, intent.body()),
                Writes.sent(write, intent.body()),
                true,
                run,
                intent.id());
        // of two nodes that hold the same intent the first to mark it sends
        return gate.ask(
                ask,
                () -> sendings.marked(connection.tenant(), intent).attempts() == 1,
                root -> Writes.sent(write, root));
    }

    @Override
    public OutreachAnswer<List<String>> subscribe(
            Connection connection, URI url, Map<String, String> headers, @Nullable ActiveRun run) {
        return subscriptions.subscribe(connection, url, headers, run);
    }

    @Override
    public Optional<OutreachNews> news(byte[] body) {
        return News.read(body);
    }
}
