package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Tables.API_KEY;
import static io.salessync.kernel.jooq.Tables.APP_USER;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** What {@link Actor#signature()} left behind, as people read it: "Anna Berg" and "Anna Berg, key nightly". */
public final class Signatures {
    private static final String KEY = "key:";
    private static final String PROGRAM = "system";

    private Signatures() {}

    /**
     * The words for each of these signatures, in the open transaction of the tenant. Whoever is not known, or no user, stands as
     * written. Where several people have a key of one name, the key alone is named.
     */
    public static Map<String, String> people(DSLContext sql, TenantId tenant, Collection<String> signatures) {
        Map<String, String> words = new HashMap<>();
        signatures.forEach(signature -> words.put(signature, asWritten(signature)));
        Set<String> mails = signatures.stream()
                .filter(signature -> signature.contains("@"))
                .map(EmailAddress::keyOf)
                .collect(Collectors.toSet());
        Map<String, String> users = mails.isEmpty()
                ? Map.of()
                : sql.select(APP_USER.EMAIL_KEY, APP_USER.NAME)
                        .from(APP_USER)
                        .where(APP_USER.TENANT_ID.eq(tenant.value()).and(APP_USER.EMAIL_KEY.in(mails)))
                        .fetchMap(APP_USER.EMAIL_KEY, APP_USER.NAME);
        Set<String> keys = signatures.stream()
                .filter(signature -> signature.startsWith(KEY))
                .map(signature -> signature.substring(KEY.length()))
                .collect(Collectors.toSet());
        Map<String, Set<String>> owners = keys.isEmpty()
                ? Map.of()
                : sql
                        .select(API_KEY.NAME, APP_USER.NAME)
                        .from(API_KEY)
                        .join(APP_USER)
                        .on(APP_USER.TENANT_ID.eq(API_KEY.TENANT_ID).and(APP_USER.USER_ID.eq(API_KEY.USER_ID)))
                        .where(API_KEY.TENANT_ID.eq(tenant.value()).and(API_KEY.NAME.in(keys)))
                        .fetch()
                        .stream()
                        .collect(Collectors.groupingBy(
                                row -> row.get(API_KEY.NAME),
                                Collectors.mapping(row -> row.get(APP_USER.NAME), Collectors.toSet())));
        for (String signature : signatures) {
            String user = users.get(EmailAddress.keyOf(signature));
            if (user != null) {
                words.put(signature, user);
            }
            if (signature.startsWith(KEY)) {
                String key = signature.substring(KEY.length());
                Set<String> people = owners.getOrDefault(key, Set.of());
                if (people.size() == 1) {
                    words.put(signature, people.iterator().next() + ", key " + key);
                }
            }
        }
        return words;
    }

    /** The words for one signature, as {@link #people} has them. */
    public static String person(DSLContext sql, TenantId tenant, String signature) {
        return people(sql, tenant, Set.of(signature)).getOrDefault(signature, signature);
    }

    private static String asWritten(String signature) {
        if (signature.equals(PROGRAM)) {
            return "SalesSync";
        }
        return signature.startsWith(KEY) ? "key " + signature.substring(KEY.length()) : signature;
    }
}
