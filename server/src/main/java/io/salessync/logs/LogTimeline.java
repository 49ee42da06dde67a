package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogRows.Order;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Everything that happened to one record, newest first: its passages through runs, and what other modules know of it. */
@Component
final class LogTimeline {
    private final LogRows rows;
    private final ObjectProvider<TimelineSource> sources;

    LogTimeline(LogRows rows, ObjectProvider<TimelineSource> sources) {
        this.rows = rows;
        this.sources = sources;
    }

    /** One of the two is there. */
    record Happening(@Nullable RecordLogRecord line, TimelineSource.@Nullable Entry entry) {
        Instant at() {
            return line != null ? line.getAt() : entry != null ? entry.at() : Instant.MIN;
        }

        private Place place() {
            // among things of one instant, those of other modules come last
            return line != null ? LogRows.place(line) : new Place(at(), Long.MIN_VALUE + 1);
        }
    }

    record Page(List<Happening> happenings, @Nullable Place next) {}

    Page page(TenantId tenant, String key, @Nullable UUID flow, @Nullable Place after, int limit) {
        LogFilter filter = new LogFilter(flow, null, null, key, Set.of(), null, null, null);
        List<Happening> all = new ArrayList<>();
        rows.page(tenant, filter, new Order(false, after, limit + 1))
                .lines()
                .forEach(line -> all.add(new Happening(line, null)));
        Instant before = after == null ? null : after.at();
        sources.orderedStream()
                .flatMap(source ->
                        flow == null ? source.entries(tenant, key, before, limit + 1).stream() : Stream.empty())
                .forEach(entry -> all.add(new Happening(null, entry)));
        all.sort(Comparator.comparing((Happening happening) -> happening.place().at())
                .thenComparing(happening -> happening.place().id())
                .reversed());
        if (all.size() <= limit) {
            return new Page(all, null);
        }
        List<Happening> shown = all.subList(0, limit);
        return new Page(shown, shown.getLast().place());
    }
}
