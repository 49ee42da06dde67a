package io.salessync.connectors;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a batch of writes that was sent as one call. */
public sealed interface BatchAnswer {
    /** The vendor answered; each write has its result. */
    record Settled(Map<UUID, WriteResult> results, Evidence evidence) implements BatchAnswer {}

    /** Nobody knows whether it was done: no answer, or one that does not tell. Look before sending anything again. */
    record Unknown(Evidence evidence, String reason) implements BatchAnswer {}

    /** Surely not done, and not now: a limit or a lock. The same body may be sent then. */
    record NotNow(Instant until, String reason, boolean dayLimit) implements BatchAnswer {}

    /** Surely not done, and useless to try the next one: the class says how far it reaches. */
    record Stopped(FaultClass reach, String code, String message, Evidence evidence) implements BatchAnswer {}

    /** Surely not done: the batch costs more than one call may; send it in smaller ones. */
    record TooLarge(Evidence evidence) implements BatchAnswer {}

    /** What became of one write. */
    sealed interface WriteResult {
        /** @param id of the item or group at the vendor */
        record Done(String id, @Nullable String boardId) implements WriteResult {}

        record Refused(FaultClass reach, String code, String message) implements WriteResult {}

        /** Answered without a word about it: look before sending again. */
        record Uncertain(String reason) implements WriteResult {}
    }

    /**
     * What the vendor said, kept with the intent.
     *
     * @param vendorRequestId as the vendor names the call
     * @param status HTTP status; 0 where none came
     * @param cost in the vendor's unit; null where it does not tell
     * @param excerpt of the answer, without secrets, at most 4,000 characters
     */
    record Evidence(
            @Nullable String vendorRequestId,
            int status,
            @Nullable Long cost,
            boolean replayed,
            String excerpt) {}
}
