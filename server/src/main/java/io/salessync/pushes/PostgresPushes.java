package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;

import io.salessync.flows.graph.FlowVersions;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Pushes as rows; the work on them as runs. */
@Component
class PostgresPushes implements Pushes {
    static final int MOST_ROWS = 10_000;
    private static final Duration LONGEST = Duration.ofDays(90);

    private final ObjectProvider<Runs> runs;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    PostgresPushes(ObjectProvider<Runs> runs, Audit audit, Live live, InstantSource clock) {
        this.runs = runs;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public UUID propose(DSLContext sql, TenantId tenant, PushRequest request) {
        check(request);
        UUID parked = request.origin().parked();
        if (parked != null) {
            Optional<Standing> there = ofParked(sql, tenant, parked);
            if (there.isPresent()) {
                return there.get().push();
            }
        }
        UUID id = UUID.randomUUID();
        PushRecord row = sql.newRecord(PUSH);
        row.setTenantId(tenant.value());
        row.setPushId(id);
        row.setConnectionId(request.connection().id().value());
        row.setConnection(request.connection().name());
        row.setObject(request.object());
        row.setMode(request.mode().name());
        row.setKeyField(request.keyField());
        row.setFields(request.fields().toArray(String[]::new));
        row.setAdded(request.added().toArray(String[]::new));
        row.setTaken(request.taken().toArray(String[]::new));
        row.setTitle(clipped(request.title(), 200));
        row.setReason(clipped(request.reason(), 2_000));
        row.setPurpose(request.purpose());
        row.setChannel(request.channel());
        row.setUnknownAllowed(request.unknownAllowed());
        row.setState(PushState.PREPARING.name());
        PushRequest.Origin origin = request.origin();
        row.setRunId(origin.run());
        row.setFlowId(origin.flow());
        row.setFlowName(origin.flowName());
        row.setNode(origin.node());
        row.setParkedId(origin.parked());
        row.setProposedById(origin.proposedById());
        row.setProposedBy(origin.proposedBy());
        FlowVersions.Author author = origin.author();
        if (author != null) {
            row.setAuthorId(author.userId());
            row.setAuthor(author.name());
        }
        row.setProposedAt(clock.instant().truncatedTo(ChronoUnit.MICROS));
        row.setLastsSeconds(request.lasts().toSeconds());
        row.insert();
        PushRows.insert(sql, tenant, id, request.rows());
        audit.record(
                sql,
                tenant,
                origin.proposedBy(),
                "pushes.proposed",
                row.getTitle(),
                Map.of(
                        "push", id.toString(),
                        "connection", row.getConnection(),
                        "object", row.getObject(),
                        "fields", String.join(", ", request.fields()),
                        "records", String.valueOf(request.rows().size())));
        queue(sql, tenant, row, PushKinds.PREPARE, "Review of " + row.getTitle(), origin.proposedById());
        return id;
    }

    /** Queues the work on a push that its state asks for, in the open transaction, and tells the pages. */
    void queue(DSLContext sql, TenantId tenant, PushRecord push, String kind, String title, @Nullable UUID by) {
        RunId run = runs.getObject()
                .queue(new RunRequest(
                        tenant,
                        kind,
                        title,
                        push.getPushId(),
                        Values.JSON.writeValueAsString(Map.of("push", push.getPushId())),
                        // one writer for the records of an object: whoever compares and writes does so alone
                        "pushes:" + push.getConnectionId() + ":" + push.getObject(),
                        by));
        push.setWorkId(run.value());
        push.update();
        live.changed(sql, tenant, "pushes", push.getPushId().toString());
    }

    private static void check(PushRequest request) {
        if (request.rows().isEmpty()) {
            throw wrong("rows", "A push needs at least one record");
        }
        if (request.rows().size() > MOST_ROWS) {
            throw wrong(
                    "rows",
                    "A push holds at most %d records, not %d; propose it in parts"
                            .formatted(MOST_ROWS, request.rows().size()));
        }
        if (request.fields().isEmpty()) {
            throw wrong("fields", "A push needs at least one field to write");
        }
        if (request.purpose().isBlank()) {
            throw wrong("purpose", "A push names the purpose that consent has to cover, such as 'sales'");
        }
        if (!request.lasts().isPositive() || request.lasts().compareTo(LONGEST) > 0) {
            throw wrong(
                    "lasts", "Somebody has to have between a second and %d days to decide".formatted(LONGEST.toDays()));
        }
        Set<String> several = new HashSet<>(request.added());
        several.addAll(request.taken());
        if (!request.fields().containsAll(several)) {
            throw wrong("fields", "Values are added to or taken from fields that are not written: " + several);
        }
        if (request.mode() == PushMode.MEMBER) {
            checkMembers(request);
        }
        Set<String> keys = new HashSet<>();
        for (PushRequest.Wanted row : request.rows()) {
            if (row.key().isBlank()) {
                throw wrong("key", "The record '%s' has no %s".formatted(row.recordKey(), request.keyField()));
            }
            if (!keys.add(VendorKeys.compared(request.keyField(), row.key()))) {
                // the vendor refuses both where one key comes twice in a call
                throw wrong("key", "The %s '%s' comes twice".formatted(request.keyField(), row.key()))
                        .with("value", row.key());
            }
            if (!request.fields().containsAll(row.values().keySet())) {
                throw wrong(
                        "fields",
                        "The record '%s' has values for fields that the push does not write"
                                .formatted(row.recordKey()));
            }
        }
    }

    private static void checkMembers(PushRequest request) {
        if (!List.of("ContactId", "LeadId").contains(request.keyField())) {
            throw wrong(
                    "keyField",
                    "Members of a campaign are told apart by ContactId or LeadId, not '%s'"
                            .formatted(request.keyField()));
        }
        Set<Object> campaigns = new HashSet<>();
        request.rows().forEach(row -> campaigns.add(String.valueOf(row.values().get(AtVendor.CAMPAIGN))));
        if (campaigns.size() != 1 || campaigns.contains("null") || campaigns.contains("")) {
            throw wrong(
                    AtVendor.CAMPAIGN, "A push makes people members of one campaign, whose id each record has to name");
        }
    }

    static Problem wrong(String place, String what) {
        return Problem.of(PushProblem.WRONG_VALUE, what + ".").with("place", place);
    }

    private static String clipped(String text, int most) {
        String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return plain.substring(0, Math.min(most, plain.length()));
    }

    @Override
    public Optional<Standing> ofParked(DSLContext sql, TenantId tenant, UUID parked) {
        return sql.selectFrom(PUSH)
                .where(PUSH.TENANT_ID.eq(tenant.value()).and(PUSH.PARKED_ID.eq(parked)))
                .fetchOptional(row -> new Standing(
                        row.getPushId(), PushState.valueOf(row.getState()), row.getMessage(), row.getExpiresAt()));
    }

    @Override
    public List<Outcome> outcomes(DSLContext sql, TenantId tenant, UUID push) {
        return sql.select(PUSH_ROW.RECORD_KEY, PUSH_ROW.STATE, PUSH_ROW.WHY)
                .from(PUSH_ROW)
                .where(PUSH_ROW.TENANT_ID.eq(tenant.value()).and(PUSH_ROW.PUSH_ID.eq(push)))
                .orderBy(PUSH_ROW.NUMBER)
                .fetch(row -> new Outcome(row.value1(), RowState.valueOf(row.value2()), row.value3()));
    }
}
