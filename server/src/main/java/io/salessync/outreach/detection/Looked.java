package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Sender;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** How an account was looked at last, when it is looked at next, and whether a no can be concluded from it. Read alone. */
final class Looked {
    /** Connections seen for the first time in so many days tell the lag. */
    private static final int LAG_DAYS = 30;

    private Looked() {}

    /** The last look of a kind. */
    @Schema(name = "OutreachLastLook")
    record Look(
            @Schema(example = "INCREMENTAL") String kind,

            @Schema(description = "PLANNED, RECONNECTED or ASKED", example = "PLANNED")
            String reason,

            Instant startedAt,
            @Nullable Instant endedAt,

            @Schema(description = "why it ended; null: it runs or was cut off", example = "KNOWN") @Nullable String stop,

            @Schema(example = "2") int pages,
            @Schema(example = "200") int items,

            @Schema(description = "rows that were not known before", example = "3")
            int fresh,

            @Schema(description = "leads that moved by it", example = "1")
            int matched,

            @Schema(description = "whether the whole list was read")
            boolean complete,

            @Nullable String detail) {}

    /**
     * How an account is looked at.
     *
     * @param lagHalf of new connections, half were seen so many seconds after they were made; null: there were none
     * @param lagMost the same of 95 of 100
     */
    @Schema(name = "OutreachLooks")
    record Answer(
            @Schema(description = "null: none is planned") @Nullable Instant nextAt,

            @Schema(description = "asked for besides the plan, such as by “Look now”; null: not") @Nullable Instant wantedAt,

            @Schema(description = "when messages are looked at next") @Nullable Instant messagesAt,

            @Schema(description = "connections up to then are known") @Nullable Instant watermark,

            @Schema(description = "the beginning of the last look that read everything; null: none did") @Nullable Instant completeAt,

            @Schema(description = "seconds", example = "1260") @Nullable Long lagHalf,

            @Schema(description = "seconds", example = "27000") @Nullable Long lagMost,

            @Schema(description = "new connections the lag is of", example = "41")
            int lagOf,

            List<Look> last,

            @Schema(description = "leads that wait for a no", example = "12")
            int waiting,

            @Schema(
                    description = "why nobody counts as not connected now, or since when those who are missing do",
                    example = "No look has read all connections and all invitations to their end yet.")
            String negative) {}

    static Answer of(DSLContext sql, TenantId tenant, Sender sender) {
        Record watch = sql.fetchOne(
                "SELECT next_at, wanted_at, messages_at, watermark, complete_at FROM outreach.watch WHERE tenant_id = ? AND sender_id = ?",
                tenant.value(),
                sender.id());
        List<Look> last = sql
                .fetch(
                        "SELECT DISTINCT ON (kind) kind, reason, started_at, ended_at, stop, pages, items, fresh, matched, complete, detail"
                                + " FROM outreach.scan WHERE tenant_id = ? AND sender_id = ? ORDER BY kind, started_at DESC",
                        tenant.value(),
                        sender.id())
                .map(row -> new Look(
                        row.get("kind", String.class),
                        row.get("reason", String.class),
                        row.get("started_at", Instant.class),
                        row.get("ended_at", Instant.class),
                        row.get("stop", String.class),
                        row.get("pages", Integer.class),
                        row.get("items", Integer.class),
                        row.get("fresh", Integer.class),
                        row.get("matched", Integer.class),
                        row.get("complete", Boolean.class),
                        row.get("detail", String.class)))
                .stream()
                .sorted((one, other) -> other.startedAt().compareTo(one.startedAt()))
                .toList();
        // what was connected before the account came here was no news to be late with
        Record lag = sql.fetchSingle(
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY late)::bigint AS half, percentile_cont(0.95) WITHIN GROUP (ORDER BY late)::bigint AS most,"
                        + " count(*)::int AS of FROM (SELECT greatest(0, extract(epoch FROM first_seen - connected_at)) AS late FROM outreach.relation"
                        + " WHERE tenant_id = ? AND sender_id = ? AND connected_at > ?::timestamptz AND first_seen > (SELECT max(first_seen) FROM outreach.relation"
                        + " WHERE tenant_id = ? AND sender_id = ?) - make_interval(days => ?)) n",
                tenant.value(),
                sender.id(),
                sender.createdAt().toString(),
                tenant.value(),
                sender.id(),
                LAG_DAYS);
        int waiting = sql.fetchSingle(
                        "SELECT count(*)::int FROM outreach.lead WHERE tenant_id = ? AND sender_id = ? AND ended_at IS NULL"
                                + " AND invited_at IS NOT NULL AND connected_at IS NULL",
                        tenant.value(),
                        sender.id())
                .get(0, Integer.class);
        Instant complete = watch == null ? null : watch.get("complete_at", Instant.class);
        return new Answer(
                watch == null ? null : watch.get("next_at", Instant.class),
                watch == null ? null : watch.get("wanted_at", Instant.class),
                watch == null ? null : watch.get("messages_at", Instant.class),
                watch == null ? null : watch.get("watermark", Instant.class),
                complete,
                lag.get("half", Long.class),
                lag.get("most", Long.class),
                lag.get("of", Integer.class),
                last,
                waiting,
                negative(sender, complete, last));
    }

    /** Why nobody counts as not connected, or from when on those whom a look did not find do. */
    static String negative(Sender sender, @Nullable Instant complete, List<Look> last) {
        if (sender.channel() == Leads.Channel.EMAIL) {
            return "A mailbox has no connections.";
        }
        if (!sender.well()) {
            return "The account is not well, so that what the service tells may be old: nobody counts as not connected before a complete look after it is well again.";
        }
        Optional<Look> cut = last.stream()
                .filter(look -> look.kind().equals("FULL") || look.kind().equals("INVITATIONS"))
                .filter(look -> !look.complete() && look.stop() != null)
                .findFirst();
        if (complete == null) {
            return "No look has read all connections and all invitations to their end yet"
                    + cut.map(look -> " (the last one %s after %d %s)"
                                    .formatted(word(look), look.pages(), look.pages() == 1 ? "page" : "pages"))
                            .orElse("")
                    + ": until one has, nobody counts as not connected.";
        }
        Instant later = complete.plus(Duration.ofMinutes(1));
        return cut.filter(look -> look.startedAt().isAfter(later))
                .map(look ->
                        "The last look did not come to its end (%s), so it says nothing of who is missing; the last complete one counts, which began then."
                                .formatted(word(look)))
                .orElse(
                        "Whose time was over before the last complete look began and who was not found by it counts as not connected; the others wait for the next one.");
    }

    /** Why it did not come to its end, as the rest of a sentence. */
    private static String word(Look look) {
        String stop = look.stop();
        return switch (stop == null ? "" : stop) {
            case "REPEATED_CURSOR" -> "was given the same page again";
            case "PAGES" -> "found more pages than a look reads";
            case "TIME" -> "took too long";
            case "REFUSED" -> "was refused";
            case "NO_ANSWER" -> "got no answer";
            case "NOT_SENT" -> "could not reach the service";
            case "ACCOUNT" -> "found the account not well";
            case "QUOTA" -> "had no looks left that day";
            default -> "ended before the end of the list";
        };
    }
}
