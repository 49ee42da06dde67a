package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogRows.Order;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The ways a record went through runs, for whoever tells its story. */
@Component
public final class Passages {
    private final LogRows rows;
    private final ObjectProvider<SubjectTitles> titles;

    Passages(LogRows rows, ObjectProvider<SubjectTitles> titles) {
        this.rows = rows;
        this.titles = titles;
    }

    /**
     * The newest lines of a record, newest first.
     *
     * @param before only those from before then (UTC); null: from the newest
     * @param personal whether the values of personal fields may be seen
     */
    public List<TimelineSource.Entry> of(
            TenantId tenant, String recordKey, @Nullable Instant before, int limit, boolean personal) {
        LogFilter filter = new LogFilter(null, null, null, recordKey, Set.of(), null, null, null);
        Place place = before == null ? null : new Place(before, Long.MIN_VALUE + 1);
        List<RecordLogRecord> lines =
                rows.page(tenant, filter, new Order(false, place, limit)).lines();
        List<UUID> flows = lines.stream()
                .map(RecordLogRecord::getFlowId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<UUID, String> names = new HashMap<>();
        if (!flows.isEmpty()) {
            titles.orderedStream().forEach(known -> names.putAll(known.titles(tenant, flows)));
        }
        return lines.stream().map(line -> entry(line, names, personal)).toList();
    }

    private static TimelineSource.Entry entry(RecordLogRecord line, Map<UUID, String> names, boolean personal) {
        LogMask mask = personal
                ? LogMask.none()
                : LogMask.of(
                        Arrays.asList(line.getPersonal()),
                        PostgresRecordLog.text(line.getInput()),
                        PostgresRecordLog.output(line));
        String flow = line.getFlowId() == null ? null : names.get(line.getFlowId());
        return new TimelineSource.Entry(
                line.getAt(),
                "record",
                LogRows.place(line).text(),
                line.getOutcome(),
                flow == null ? line.getNode() : "%s: %s".formatted(flow, line.getNode()),
                mask.text(line.getMessage()),
                line.getRunId());
    }
}
