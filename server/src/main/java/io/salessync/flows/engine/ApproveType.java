package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.access.Role;
import io.salessync.records.Collections;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Holds records until a person has approved them. */
@Component
final class ApproveType implements ExecutableType {
    static final String REFUSED = "refused";

    /** How often a page that waits is looked at, should nobody tell that something changed. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(90);

    private final Approvals approvals;
    private final Collections collections;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "approve",
            "Ask for approval",
            "Holds the records until a person approves them. It expires, and is void as soon as one of the records changed in"
                    + " the collection it came from: what was approved is what goes on.",
            NodeCard.Group.CONTROL,
            "user-check",
            schema(),
            false,
            List.of(EdgeSpec.OUT, REFUSED),
            NodeCard.Effect.OWN_DATA);

    ApproveType(Approvals approvals, Collections collections, InstantSource clock) {
        this.approvals = approvals;
        this.collections = collections;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("title", "Title", "What is asked, in one line.")
                .example("Send these offers?")
                .text("expires", "Expires after", "How long somebody has to decide: 4h, 2d.")
                .as("duration")
                .standard("3d")
                .choice(
                        "by",
                        "By",
                        "Who decides: anyone who may run flows, or whoever has this role or a higher one.",
                        List.of("anyone", "REP", "MANAGER", "ADMIN", "OWNER"),
                        "anyone")
                .flag("secondPerson", "A second person", "Whoever started the run may not decide.", false)
                .choice(
                        "onExpiry",
                        "When it expires",
                        "What becomes of the records: dropped, passed on, or led to 'refused'.",
                        List.of("drop", "pass", REFUSED),
                        "drop")
                .choice(
                        "onRefusal",
                        "When it is refused",
                        "What becomes of the records: dropped, or led to 'refused'.",
                        List.of("drop", REFUSED),
                        "drop")
                .text(
                        "collection",
                        "Collection",
                        "The collection the records came from; a change of one of them there makes the approval void.")
                .as("collection")
                .text(
                        "changedField",
                        "Field with the change",
                        "The field that holds when a record last changed, as 'Read records' can bring it; without it, changes count from when it was asked.")
                .as("field")
                .required("title")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> make(forms, in));
        if (forms.has("changedField")) {
            RecordsUpsertType.known("changedField", forms.text("changedField"), in, findings);
            if (!forms.has("collection")) {
                findings.problem("changedField", "'changedField' needs 'collection', which says where to look.");
            }
        }
        findings.output(EdgeSpec.OUT, in);
        findings.output(REFUSED, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return make(new Forms(spec.settings()), in);
    }

    private Approve make(Forms forms, RecordShape in) {
        String by = forms.choice("by", "anyone", "REP", "MANAGER", "ADMIN", "OWNER");
        return new Approve(
                approvals,
                collections,
                clock,
                Text.of("title", forms.required("title"), in, clock.instant()),
                forms.duration("expires", Duration.ofDays(3), LONGEST),
                by.equals("anyone") ? null : Role.valueOf(by),
                forms.flag("secondPerson", false),
                forms.choice("onExpiry", "drop", "pass", REFUSED),
                forms.choice("onRefusal", "drop", REFUSED),
                forms.has("collection") ? RecordsQueryType.collection(forms) : null,
                forms.text("changedField"));
    }

    private record Approve(
            Approvals approvals,
            Collections collections,
            InstantSource clock,
            Text title,
            Duration expires,
            @Nullable Role by,
            boolean secondPerson,
            String onExpiry,
            String onRefusal,
            @Nullable String collection,
            @Nullable String changedField)
            implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            String asked = title.fill(occasion, page.getFirst()).replaceAll("[\\p{Cntrl}\\s]+", " ");
            Approvals.Standing standing = approvals.asked(
                    sql,
                    occasion,
                    parked,
                    new Approvals.Question(
                            asked.substring(0, Math.min(200, asked.length())), expires, by, secondPerson),
                    page);
            return switch (standing.state()) {
                case PENDING -> pending(occasion, sql, parked, page, standing);
                case APPROVED -> approved(occasion, sql, page, standing);
                case REFUSED -> {
                    String why = "Refused by %s%s."
                            .formatted(standing.decidedBy(), standing.note() == null ? "" : ": " + standing.note());
                    yield onRefusal.equals(REFUSED) ? new Node.Verdict.Open(REFUSED, page) : new Node.Verdict.Shut(why);
                }
                case EXPIRED -> expired(page);
                case VOID -> new Node.Verdict.Shut(String.valueOf(standing.note()));
            };
        }

        private Node.Verdict pending(
                Node.Occasion occasion,
                DSLContext sql,
                UUID parked,
                List<FlowRecord> page,
                Approvals.Standing standing) {
            String changed = changed(occasion, sql, page, standing);
            if (changed != null) {
                approvals.end(sql, occasion.tenant(), parked, Approvals.State.VOID, changed);
                return new Node.Verdict.Shut(changed);
            }
            Instant now = clock.instant();
            if (!now.isBefore(standing.expiresAt())) {
                approvals.end(sql, occasion.tenant(), parked, Approvals.State.EXPIRED, "Nobody decided in time.");
                return expired(page);
            }
            Instant again = now.plus(LOOK);
            return new Node.Verdict.Closed(
                    again.isBefore(standing.expiresAt()) ? again : standing.expiresAt(),
                    "an approval, until " + standing.expiresAt());
        }

        private Node.Verdict approved(
                Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Approvals.Standing standing) {
            String changed = changed(occasion, sql, page, standing);
            return changed == null
                    ? new Node.Verdict.Open(EdgeSpec.OUT, page)
                    : new Node.Verdict.Shut("Approved by %s, but %s".formatted(standing.decidedBy(), changed));
        }

        private Node.Verdict expired(List<FlowRecord> page) {
            return switch (onExpiry) {
                case "pass" -> new Node.Verdict.Open(EdgeSpec.OUT, page);
                case REFUSED -> new Node.Verdict.Open(REFUSED, page);
                default -> new Node.Verdict.Shut("Nobody approved it in time.");
            };
        }

        /** Which record is another than the one that was asked about; null: none. */
        private @Nullable String changed(
                Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Approvals.Standing standing) {
            if (collection == null) {
                return null;
            }
            Map<String, Instant> known = new HashMap<>();
            page.forEach(record -> known.put(record.key(), seen(record, standing.askedAt())));
            for (Collections.Row row :
                    collections.find(sql, occasion.tenant(), collection, List.copyOf(known.keySet()))) {
                Instant seen = known.remove(row.key());
                if (seen != null && row.changedAt().isAfter(seen)) {
                    return "void: record '%s' changed at %s.".formatted(row.key(), row.changedAt());
                }
            }
            return known.isEmpty()
                    ? null
                    : "void: record '%s' is gone."
                            .formatted(known.keySet().iterator().next());
        }

        private Instant seen(FlowRecord record, Instant askedAt) {
            Object value = changedField == null ? null : record.get(changedField);
            if (value instanceof Instant known) {
                return known;
            }
            try {
                return value instanceof String text && !text.isBlank() ? Instant.parse(text) : askedAt;
            } catch (DateTimeException e) {
                return askedAt;
            }
        }
    }
}
