package io.salessync.kernel.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a check of the trail found.
 *
 * @param checked entries that were in order
 * @param brokenAt the number of the first entry that is wrong or missing; null: none
 * @param reason what is wrong there, one sentence
 * @param head where the chain ends, to be noted outside
 */
public record AuditVerdict(
        boolean ok,
        long checked,
        @Nullable Long brokenAt,
        @Nullable String reason,
        AuditPlace head) {}
