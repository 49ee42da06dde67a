package io.salessync.kernel.audit;

import io.salessync.kernel.problems.Problem;
import java.util.HexFormat;

/** A place in a trail, {@code seq:hash}, as a check prints it: noted outside, it proves later that nothing before it changed. */
public record AuditPlace(long seq, String hash) {
    static AuditPlace of(long seq, byte[] hash) {
        return new AuditPlace(seq, HexFormat.of().formatHex(hash));
    }

    static AuditPlace parse(String text) {
        int colon = text.indexOf(':');
        if (!text.substring(0, Math.max(0, colon)).matches("[0-9]{1,18}")
                || !text.substring(colon + 1).matches("[0-9a-f]{64}")) {
            throw Problem.of(
                    AuditProblem.WRONG_PLACE,
                    "'%s' is not NUMBER:HASH, as a check prints where the trail ends.".formatted(text));
        }
        return new AuditPlace(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
