package io.salessync.connectors.monday;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.BatchAnswer.WriteResult;
import io.salessync.connectors.BatchAnswer.WriteResult.Done;
import io.salessync.connectors.BatchAnswer.WriteResult.Refused;
import io.salessync.connectors.BatchAnswer.WriteResult.Uncertain;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.monday.MondayAnswer.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer says about each write of a batch, found by its alias.
 *
 * @param whole what is said about the batch as a whole where nothing of it was done; null where each write has its result
 */
record MondayResults(
        Map<UUID, WriteResult> results, @Nullable Fault whole) {
    private static final Duration SHORTLY = Duration.ofSeconds(2);

    static MondayResults of(MondayAnswer answer, BoardRef ref, List<BoardWrite> writes) {
        Map<UUID, WriteResult> results = new LinkedHashMap<>();
        boolean done = false;
        for (int i = 0; i < writes.size(); i++) {
            JsonNode told = answer.data().path(MondayDocuments.alias(i));
            // an item that is there beside an error below it was made all the same
            String id = told.path("id").asString("");
            done |= !id.isEmpty();
            results.put(
                    writes.get(i).key(),
                    id.isEmpty()
                            ? missing(answer, MondayDocuments.alias(i), writes.size() == 1)
                            : new Done(id, told.path("board").path("id").asString(boardOf(writes.get(i), ref))));
        }
        return new MondayResults(results, done ? null : whole(answer, writes));
    }

    private static @Nullable String boardOf(BoardWrite write, BoardRef ref) {
        return switch (write) {
            case BoardWrite.CreateSubitem subitem -> null;
            case BoardWrite.ChangeValues change -> change.boardId();
            default -> ref.boardId();
        };
    }

    private static WriteResult missing(MondayAnswer answer, String alias, boolean alone) {
        Fault fault = answer.errors().stream()
                .filter(error -> alias.equals(error.alias()))
                .findFirst()
                .or(() -> alone ? answer.errors().stream().findFirst() : java.util.Optional.empty())
                .orElse(null);
        if (fault == null) {
            return new Uncertain("monday.com answered without a word about it");
        }
        FaultClass reach = reach(fault.meaning());
        return reach == null
                ? new Uncertain(fault.code() + ": " + fault.message())
                : new Refused(reach, fault.code(), fault.message());
    }

    private static @Nullable FaultClass reach(Meaning meaning) {
        return switch (meaning) {
            case ROW -> FaultClass.ROW;
            case GONE -> FaultClass.GONE;
            case BOARD_FULL -> FaultClass.BOARD_FULL;
            case BOARD, OURS -> FaultClass.BOARD;
            case CONNECTION -> FaultClass.CONNECTION;
            default -> null;
        };
    }

    /** Where nothing was done: the error about all of it, or the one that every part of it has alike. */
    private static @Nullable Fault whole(MondayAnswer answer, List<BoardWrite> writes) {
        Fault about = answer.whole();
        if (about != null) {
            boolean row = about.meaning() == Meaning.ROW || about.meaning() == Meaning.GONE;
            return row && writes.size() == 1 ? null : about;
        }
        Set<Meaning> meanings = answer.errors().stream().map(Fault::meaning).collect(Collectors.toSet());
        boolean all = answer.errors().stream().map(Fault::alias).distinct().count() == writes.size();
        if (all && meanings.size() == 1) {
            Meaning meaning = meanings.iterator().next();
            return meaning == Meaning.ROW || meaning == Meaning.GONE
                    ? null
                    : answer.errors().getFirst();
        }
        return null;
    }

    /** Nothing tells what was done: an inner error, or one error about all of it that belongs to a single record. */
    boolean isAmbiguous() {
        return whole != null
                && (whole.meaning() == Meaning.AMBIGUOUS
                        || whole.meaning() == Meaning.ROW
                        || whole.meaning() == Meaning.GONE);
    }

    boolean allDone() {
        return results.values().stream().allMatch(Done.class::isInstance);
    }

    String message() {
        return whole == null ? "an answer without a word about what was asked" : whole.code() + ": " + whole.message();
    }

    /** How long to wait before the same is sent again; null where waiting is of no use. */
    @Nullable Duration pause() {
        if (whole == null || !whole.meaning().isLater()) {
            return null;
        }
        return whole.retryIn() == null ? SHORTLY : whole.retryIn();
    }

    BatchAnswer answer(Evidence evidence) {
        if (whole == null) {
            return new BatchAnswer.Settled(Collections.unmodifiableMap(results), evidence);
        }
        if (whole.meaning() == Meaning.TOO_LARGE) {
            return new BatchAnswer.TooLarge(evidence);
        }
        FaultClass reach = reach(whole.meaning());
        return new BatchAnswer.Stopped(
                reach == null ? FaultClass.BOARD : reach, whole.code(), whole.message(), evidence);
    }
}
