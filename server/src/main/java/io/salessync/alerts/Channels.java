package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.CHANNEL;

import io.salessync.alerts.jooq.tables.records.ChannelRecord;
import io.salessync.connectors.PrivateAddresses;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.MailAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where alerts are told. The address of a chat's web hook and the key of our signatures go in and never come out. */
@Component
class Channels {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_RECIPIENTS = 20;
    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST = 2000;

    private final Database database;
    private final Secrets secrets;
    private final PrivateAddresses addresses;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;
    private final JsonMapper json;

    Channels(
            Database database,
            Secrets secrets,
            PrivateAddresses addresses,
            Audit audit,
            Live live,
            InstantSource clock,
            JsonMapper json) {
        this.database = database;
        this.secrets = secrets;
        this.addresses = addresses;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
        this.json = json;
    }

    enum Kind {
        EMAIL,
        CHAT,
        WEBHOOK
    }

    /** What a channel needs to be spoken to. @param secret signs; null for a chat */
    record Target(URI url, @Nullable String secret) {
        @Override
        public String toString() {
            return "Target[" + url.getHost() + "]";
        }
    }

    /** As it is kept encrypted. */
    private record Kept(String url, @Nullable String secret) {}

    /** A channel's settings, split into what is shown and what is kept secret. @param made a new signing key, to be shown once */
    private record Split(
            Map<String, Object> shown,
            @Nullable Kept kept,
            @Nullable String made) {}

    /** @param secret the signing key that was made for it, shown this once */
    record Made(ChannelRecord channel, @Nullable String secret) {}

    List<ChannelRecord> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(CHANNEL)
                        .where(CHANNEL.TENANT_ID.eq(tenant.value()))
                        .orderBy(CHANNEL.NAME)
                        .fetch());
    }

    Optional<ChannelRecord> find(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(CHANNEL)
                .where(CHANNEL.TENANT_ID.eq(tenant.value()).and(CHANNEL.CHANNEL_ID.eq(id)))
                .fetchOptional();
    }

    ChannelRecord present(TenantId tenant, UUID id) {
        return database.inTenant(tenant, sql -> find(sql, tenant, id)).orElseThrow(() -> unknown(id));
    }

    Map<String, Object> shown(ChannelRecord channel) {
        return json.readValue(channel.getSettings().data(), new TypeReference<Map<String, Object>>() {});
    }

    /** The addresses of an e-mail channel. */
    List<String> recipients(ChannelRecord channel) {
        List<String> found = new ArrayList<>();
        if (shown(channel).get("to") instanceof List<?> to) {
            to.forEach(address -> found.add(String.valueOf(address)));
        }
        return found;
    }

    Target target(ChannelRecord channel) {
        Kept kept =
                json.readValue(secrets.reveal(new TenantId(channel.getTenantId()), channel.getSecretId()), Kept.class);
        return new Target(URI.create(kept.url()), kept.secret());
    }

    Made make(Actor actor, Kind kind, String name, Map<String, Object> settings) {
        // looks names up, so it is done before the transaction
        Split split = split(kind, settings, null);
        TenantId tenant = actor.tenant();
        UUID id = UUID.randomUUID();
        String called = name(name);
        ChannelRecord made = unlessTaken(
                called,
                () -> database.inTenant(tenant, sql -> {
                    Instant now = clock.instant();
                    ChannelRecord row = sql.newRecord(CHANNEL);
                    row.setTenantId(tenant.value());
                    row.setChannelId(id);
                    row.setKind(kind.name());
                    row.setName(called);
                    row.setSettings(JSON.valueOf(json.writeValueAsString(split.shown())));
                    row.setSecretId(
                            split.kept() == null
                                    ? null
                                    : secrets.store(
                                            sql, tenant, "alerts.channel", json.writeValueAsString(split.kept())));
                    row.setCreatedAt(now);
                    row.setUpdatedAt(now);
                    row.insert();
                    note(sql, actor, "alerts.channel-created", row);
                    return row;
                }));
        return new Made(made, split.made());
    }

    /** @param settings what is not named in them stays */
    Made change(Actor actor, UUID id, String name, Map<String, Object> settings) {
        ChannelRecord before = present(actor.tenant(), id);
        Kind kind = Kind.valueOf(before.getKind());
        Kept kept = before.getSecretId() == null
                ? null
                : json.readValue(secrets.reveal(actor.tenant(), before.getSecretId()), Kept.class);
        Map<String, Object> all = new TreeMap<>(settings);
        if (kind == Kind.EMAIL && !all.containsKey("to")) {
            all.put("to", recipients(before));
        }
        Split split = split(kind, all, kept);
        String called = name(name);
        ChannelRecord changed = unlessTaken(
                called,
                () -> database.inTenant(actor.tenant(), sql -> {
                    ChannelRecord row = find(sql, actor.tenant(), id).orElseThrow(() -> unknown(id));
                    row.setName(called);
                    row.setSettings(JSON.valueOf(json.writeValueAsString(split.shown())));
                    row.setUpdatedAt(clock.instant());
                    if (split.kept() != null) {
                        secrets.replace(sql, actor.tenant(), row.getSecretId(), json.writeValueAsString(split.kept()));
                    }
                    row.store();
                    note(sql, actor, "alerts.channel-changed", row);
                    return row;
                }));
        return new Made(changed, split.made());
    }

    void delete(Actor actor, UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            ChannelRecord row = find(sql, actor.tenant(), id).orElseThrow(() -> unknown(id));
            row.delete();
            if (row.getSecretId() != null) {
                secrets.remove(sql, actor.tenant(), row.getSecretId());
            }
            note(sql, actor, "alerts.channel-deleted", row);
        });
    }

    private void note(DSLContext sql, Actor actor, String action, ChannelRecord channel) {
        audit.record(
                sql, actor.tenant(), actor.signature(), action, channel.getName(), Map.of("kind", channel.getKind()));
        live.changed(sql, actor.tenant(), "alerts", channel.getChannelId().toString());
    }

    private Split split(Kind kind, Map<String, Object> settings, @Nullable Kept before) {
        for (String name : settings.keySet()) {
            if (!(kind == Kind.EMAIL
                            ? List.of("to")
                            : kind == Kind.CHAT ? List.of("url", "host") : List.of("url", "secret"))
                    .contains(name)) {
                throw wrong(name, "A channel of the kind " + kind + " has no setting '" + name + "'.");
            }
        }
        if (kind == Kind.EMAIL) {
            return new Split(Map.of("to", addresses(settings.get("to"))), null, null);
        }
        String given = text(settings.get("url"));
        // what is shown of it comes back unchanged when a form is sent again
        URI url;
        if (before != null && (given == null || given.equals(shownUrl(kind, URI.create(before.url()))))) {
            url = URI.create(before.url());
        } else {
            url = uri(given);
        }
        if (kind == Kind.CHAT) {
            return new Split(Map.of("host", String.valueOf(url.getHost())), new Kept(url.toString(), null), null);
        }
        String secret = text(settings.get("secret"));
        if (secret != null && (secret.length() < SHORTEST_SECRET || secret.length() > LONGEST)) {
            throw wrong("secret", "The key that signs has at least " + SHORTEST_SECRET + " characters.");
        }
        String made = secret == null && (before == null || before.secret() == null) ? fresh() : null;
        String signs = secret != null ? secret : made != null ? made : before == null ? null : before.secret();
        return new Split(Map.of("url", shownUrl(kind, url)), new Kept(url.toString(), signs), made);
    }

    private static String shownUrl(Kind kind, URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = kind == Kind.CHAT || url.getRawPath() == null ? "" : url.getRawPath();
        // what stands behind the question mark may be a key
        return url.getScheme() + "://" + url.getHost() + port + path + (url.getRawQuery() == null ? "" : "?…");
    }

    private static List<String> addresses(@Nullable Object to) {
        List<String> given = new ArrayList<>();
        if (to instanceof List<?> list) {
            list.forEach(each -> given.add(String.valueOf(each)));
        } else if (to != null) {
            given.addAll(List.of(to.toString().split("[,;\\s]+")));
        }
        List<String> found = given.stream()
                .filter(each -> !each.isBlank())
                .map(each -> MailAddress.parse(each).text())
                .distinct()
                .toList();
        if (found.isEmpty() || found.size() > MOST_RECIPIENTS) {
            throw wrong("to", "Name 1 to " + MOST_RECIPIENTS + " e-mail addresses.");
        }
        return found;
    }

    private URI uri(@Nullable String given) {
        if (given == null || given.length() > LONGEST) {
            throw wrong("url", "Give the address of the web hook.");
        }
        try {
            URI url = new URI(given);
            addresses.check(url);
            return url;
        } catch (URISyntaxException e) {
            throw wrong("url", "The address of the web hook cannot be read as one.");
        }
    }

    private static String name(String name) {
        String called = name.strip();
        if (called.isEmpty() || called.length() > 100 || called.chars().anyMatch(c -> c < ' ')) {
            throw wrong("name", "A channel's name has 1 to 100 characters on one line.");
        }
        return called;
    }

    private static String fresh() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private static ChannelRecord unlessTaken(String name, java.util.function.Supplier<ChannelRecord> work) {
        try {
            return work.get();
        } catch (DuplicateKeyException e) {
            throw Problem.of(AlertsProblem.NAME_TAKEN, "There is a channel '" + name + "' already.", e);
        }
    }

    static Problem unknown(UUID id) {
        return Problem.of(AlertsProblem.UNKNOWN_CHANNEL, "There is no channel " + id + " here.")
                .with("channel", id);
    }

    private static Problem wrong(String field, String why) {
        return Problem.of(AlertsProblem.WRONG_CHANNEL, why).with("field", field);
    }
}
