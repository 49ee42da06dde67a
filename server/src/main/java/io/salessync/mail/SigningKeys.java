package io.salessync.mail;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The keys that letters are signed with, by tenant and domain, kept as secrets. A key file that the settings name is taken in for a tenant when
 * its first letter from that domain goes out; from then on the file is not needed.
 */
@Component("mailSigningKeys")
class SigningKeys {
    /** Made here: what all receivers check and name servers still tell in one record. */
    private static final int BITS = 2_048;

    private static final int FEWEST_BITS = 1_024;
    private static final int MOST_BITS = 4_096;
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private final Database database;
    private final Secrets secrets;
    private final Audit audit;
    private final InstantSource clock;
    private final String fileDomain;
    private final String fileSelector;
    private final @Nullable String filePem;

    SigningKeys(
            Database database,
            Secrets secrets,
            Audit audit,
            InstantSource clock,
            @Value("${salessync.mail.dkim.domain:}") String domain,
            @Value("${salessync.mail.dkim.selector:}") String selector,
            @Value("${salessync.mail.dkim.key-file:}") String keyFile) {
        this.database = database;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
        this.fileDomain = domain.strip().toLowerCase(Locale.ROOT);
        this.fileSelector = selector.strip();
        this.filePem = keyFile.isBlank() ? null : read(Path.of(keyFile));
        if (filePem != null && (fileDomain.isEmpty() || fileSelector.isEmpty())) {
            throw new IllegalStateException(
                    "salessync.mail.dkim.key-file is set: set salessync.mail.dkim.domain and salessync.mail.dkim.selector too");
        }
    }

    private static String read(Path file) {
        try {
            String pem = Files.readString(file);
            key(pem);
            return pem;
        } catch (IOException e) {
            throw new UncheckedIOException("salessync.mail.dkim.key-file: " + file + " cannot be read", e);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "salessync.mail.dkim.key-file: %s holds no RSA key in PKCS#8 (BEGIN PRIVATE KEY)".formatted(file),
                    e);
        }
    }

    private static RSAPrivateCrtKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static String publicKey(RSAPrivateCrtKey key) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                        .getEncoded());
    }

    private static String pem(RSAPrivateCrtKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /**
     * A key without its private half.
     *
     * @param source MADE, GIVEN or FILE
     * @param madeAt UTC
     */
    record Named(String domain, String selector, String publicKey, String source, Instant madeAt, String madeBy) {
        /** Where the name server has to tell of it. */
        String recordName() {
            return selector + "._domainkey." + domain;
        }

        /** What the name server has to tell there, as a TXT record. */
        String recordValue() {
            return "v=DKIM1; k=rsa; p=" + publicKey;
        }
    }

    private static Named named(Record row) {
        return new Named(
                row.get("domain", String.class),
                row.get("selector", String.class),
                row.get("public_key", String.class),
                row.get("source", String.class),
                row.get("made_at", Instant.class),
                row.get("made_by", String.class));
    }

    List<Named> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT * FROM mail.signing_key WHERE tenant_id = ? ORDER BY domain", tenant.value())
                        .map(SigningKeys::named));
    }

    /** The domain of an address and those above it, the nearest first; top-level domains are nobody's. */
    private static String[] domains(String from) {
        List<String> domains = new ArrayList<>();
        String domain = from.substring(from.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        while (domain.indexOf('.') > 0) {
            domains.add(domain);
            domain = domain.substring(domain.indexOf('.') + 1);
        }
        return domains.toArray(String[]::new);
    }

    private static @Nullable Record row(DSLContext sql, TenantId tenant, String from) {
        return sql.fetchOne(
                "SELECT * FROM mail.signing_key WHERE tenant_id = ? AND domain = ANY (?::text[]) ORDER BY length(domain) DESC LIMIT 1",
                tenant.value(),
                domains(from));
    }

    /** What signs letters from this address; empty: nothing does. */
    Optional<Signing> of(TenantId tenant, String from) {
        Record row = database.inTenant(tenant, sql -> {
            Record known = row(sql, tenant, from);
            return known != null || !takeIn(sql, tenant, from) ? known : row(sql, tenant, from);
        });
        if (row == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Signing(
                    row.get("domain", String.class),
                    row.get("selector", String.class),
                    key(secrets.reveal(tenant, row.get("secret_id", UUID.class)))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of " + row.get("domain", String.class) + " cannot be used", e);
        }
    }

    private boolean hasFile(String from) {
        return filePem != null && List.of(domains(from)).contains(fileDomain);
    }

    private boolean takeIn(DSLContext sql, TenantId tenant, String from) {
        String pem = filePem;
        if (pem == null || !hasFile(from)) {
            return false;
        }
        put(sql, tenant, fileDomain, fileSelector, pem, "FILE", "system");
        return true;
    }

    private Named put(
            DSLContext sql, TenantId tenant, String domain, String selector, String pem, String source, String who) {
        // two at once: the second one finds the first one's
        sql.fetch("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "mail signing " + tenant + domain);
        Record before = sql.fetchOne(
                "SELECT * FROM mail.signing_key WHERE tenant_id = ? AND domain = ?", tenant.value(), domain);
        if (before != null && source.equals("FILE")) {
            return named(before);
        }
        String publicKey;
        try {
            publicKey = publicKey(key(pem));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of " + domain + " cannot be used", e);
        }
        UUID secret =
                before == null ? secrets.store(sql, tenant, "mail-signing", pem) : before.get("secret_id", UUID.class);
        if (before != null) {
            secrets.replace(sql, tenant, secret, pem);
        }
        Record made = sql.fetchSingle(
                "INSERT INTO mail.signing_key (tenant_id, domain, selector, secret_id, public_key, source, made_at, made_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz, ?) ON CONFLICT (tenant_id, domain) DO UPDATE SET selector = excluded.selector,"
                        + " public_key = excluded.public_key, source = excluded.source, made_at = excluded.made_at, made_by = excluded.made_by RETURNING *",
                tenant.value(),
                domain,
                selector,
                secret,
                publicKey,
                source,
                clock.instant().toString(),
                who);
        audit.record(sql, tenant, who, "mail.signing-key-set", domain, Map.of("selector", selector, "source", source));
        return named(made);
    }

    /**
     * Sets the key of a domain.
     *
     * @param pem RSA in PKCS#8; null: one is made
     */
    Named put(Actor actor, String domain, String selector, @Nullable String pem) {
        String at = domain.strip().toLowerCase(Locale.ROOT);
        String name = selector.strip().toLowerCase(Locale.ROOT);
        if (at.length() > 253 || !at.matches(NAME + "(\\." + NAME + ")+")) {
            throw wrong("domain", "'%s' is no domain, such as example.org.".formatted(shown(domain)));
        }
        if (name.length() > 100 || !name.matches(NAME + "(\\." + NAME + ")*")) {
            throw wrong(
                    "selector",
                    "'%s' is no selector: letters, digits and -, such as s2026.".formatted(shown(selector)));
        }
        String key = pem == null || pem.isBlank() ? made() : pem;
        String source = key.equals(pem) ? "GIVEN" : "MADE";
        checked(key);
        return database.inTenant(
                actor.tenant(), sql -> put(sql, actor.tenant(), at, name, key, source, actor.signature()));
    }

    private static void checked(String pem) {
        int bits;
        try {
            bits = key(pem).getModulus().bitLength();
        } catch (IllegalArgumentException | GeneralSecurityException | ClassCastException e) {
            throw wrong(
                    "key",
                    "This is no RSA key in PKCS#8 (BEGIN PRIVATE KEY). Turn yours into one with: openssl pkcs8 -topk8 -nocrypt -in key.pem");
        }
        if (bits < FEWEST_BITS || bits > MOST_BITS) {
            throw wrong(
                    "key",
                    "The key has %,d bits; receivers check keys of %,d to %,d. Use one of %,d."
                            .formatted(bits, FEWEST_BITS, MOST_BITS, BITS));
        }
    }

    private static String made() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return pem((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Problem wrong(String field, String detail) {
        return Problem.of(MailProblem.WRONG_SIGNING_KEY, detail).with("field", field);
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }

    void remove(Actor actor, String domain) {
        String at = domain.strip().toLowerCase(Locale.ROOT);
        database.runInTenant(actor.tenant(), sql -> {
            Record gone = sql.fetchOne(
                    "DELETE FROM mail.signing_key WHERE tenant_id = ? AND domain = ? RETURNING secret_id",
                    actor.tenant().value(),
                    at);
            if (gone == null) {
                throw Problem.of(MailProblem.UNKNOWN_SIGNING_KEY, "There is no key for '%s'.".formatted(shown(domain)));
            }
            secrets.remove(sql, actor.tenant(), gone.get("secret_id", UUID.class));
            audit.record(sql, actor.tenant(), actor.signature(), "mail.signing-key-removed", at, Map.of());
        });
    }

    /** Why letters from this address are not signed, with what to do; null: they are. */
    @Nullable String unsigned(TenantId tenant, String from) {
        boolean known = hasFile(from) || database.inTenant(tenant, sql -> row(sql, tenant, from) != null);
        return known
                ? null
                : "There is no key for %s: letters go out unsigned, and large mailbox providers show no button to unsubscribe. Set a key, or let your mail server sign."
                        .formatted(from.substring(from.lastIndexOf('@') + 1));
    }
}
