package io.salessync.kernel.audit;

import io.salessync.kernel.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of a tenant's trail.
 *
 * @param seq its number in the trail, from 1 without gaps
 * @param at when, UTC, to the microsecond as the database keeps it
 */
public record AuditEntry(
        TenantId tenant,
        long seq,
        Instant at,
        String actor,
        String action,
        String subject,
        SortedMap<String, String> detail) {
    private static final int FORMAT = 1;

    static AuditEntry of(
            TenantId tenant,
            long seq,
            Instant at,
            String actor,
            String action,
            String subject,
            Map<String, String> detail) {
        SortedMap<String, String> sorted = new TreeMap<>();
        detail.forEach((name, value) -> sorted.put(storable(name), storable(value)));
        return new AuditEntry(
                tenant,
                seq,
                at.truncatedTo(ChronoUnit.MICROS),
                storable(actor),
                storable(action),
                storable(subject),
                sorted);
    }

    /** SHA-256 of every field and of the entry before; each text goes in with its length, so no two entries read the same. */
    byte[] hash(byte[] previous) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(FORMAT);
            out.writeLong(tenant.value().getMostSignificantBits());
            out.writeLong(tenant.value().getLeastSignificantBits());
            out.writeLong(seq);
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
            text(out, actor);
            text(out, action);
            text(out, subject);
            out.writeInt(detail.size());
            for (var entry : detail.entrySet()) {
                text(out, entry.getKey());
                text(out, entry.getValue());
            }
            out.write(previous);
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** What PostgreSQL gives back as it was: no zero characters, no half of a surrogate pair. */
    private static String storable(String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return whole.replace('\u0000', '\uFFFD');
    }
}
