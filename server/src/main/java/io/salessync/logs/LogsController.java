package io.salessync.logs;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogRows.Order;
import io.salessync.logs.RecordLog.Outcome;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What became of records, over HTTP. Personal fields are hidden from whoever lacks {@code logs:personal}. */
@RestController
@RequestMapping("/api/v1")
class LogsController {
    private static final int MOST = 200;
    private static final int MOST_BUCKETS = 500;

    private final LogRows rows;
    private final LogHistogram histogram;
    private final LogTimeline timeline;
    private final LogExport export;
    private final ObjectProvider<SubjectTitles> titles;
    private final Database database;
    private final Audit audit;

    LogsController(
            LogRows rows,
            LogHistogram histogram,
            LogTimeline timeline,
            LogExport export,
            ObjectProvider<SubjectTitles> titles,
            Database database,
            Audit audit) {
        this.rows = rows;
        this.histogram = histogram;
        this.timeline = timeline;
        this.export = export;
        this.titles = titles;
        this.database = database;
        this.audit = audit;
    }

    record LogLine(
            String id,
            Instant at,
            UUID run,
            @Nullable UUID flow,
            @Nullable String flowTitle,
            String node,
            @Nullable String recordKey,
            Outcome outcome,
            @Nullable String message,
            @Nullable String errorClass,
            int attempt,
            long micros) {}

    /** @param next what to give as {@code after} for the lines that follow; with a text there may be more even if no line was found */
    record LogLines(List<LogLine> items, @Nullable String next) {}

    record LogDetail(
            String id,
            Instant at,
            UUID run,
            @Nullable UUID flow,
            @Nullable String flowTitle,
            String node,
            @Nullable String recordKey,
            Outcome outcome,
            @Nullable String message,
            @Nullable String errorClass,
            int attempt,
            long micros,
            @Schema(type = "array") @Nullable JsonNode trail,
            @Schema(type = "object") @Nullable JsonNode input,
            @Schema(type = "object") @Nullable JsonNode output,

            @Schema(description = "names of the fields that are personal")
            List<String> personal,

            @Schema(description = "whether personal fields are hidden here")
            boolean masked) {}

    record LogBar(Instant from, Instant to, Map<Outcome, Long> counts) {}

    /** @param partial whether a text was only looked for in the newest lines */
    record LogBars(List<LogBar> items, boolean partial) {}

    /** @param kind {@code record} for a passage through a run, else what another module calls it: {@code mail}, {@code alert} */
    record TimelineItem(
            String id,
            Instant at,
            String kind,
            @Nullable UUID run,
            @Nullable UUID flow,
            @Nullable String flowTitle,
            @Nullable String node,
            String outcome,
            @Nullable String message,
            @Nullable String detail,
            @Nullable String errorClass) {}

    record TimelineAnswer(
            List<TimelineItem> items, @Nullable String next) {}

    @GetMapping("/logs")
    @PreAuthorize("hasAuthority('logs:read')")
    LogLines list(
            @AuthenticationPrincipal Actor actor,
            @ParameterObject LogQuery wanted,
            @RequestParam(defaultValue = "-at") String sort,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        LogRows.Page page = rows.page(
                actor.tenant(),
                wanted.filter(),
                new Order(oldestFirst(sort), Place.parse(after), Math.clamp(limit, 1, MOST)));
        Map<UUID, String> names = titles(actor.tenant(), page.lines());
        return new LogLines(
                page.lines().stream().map(line -> line(actor, line, names)).toList(),
                page.next() == null ? null : page.next().text());
    }

    @GetMapping("/logs/{id:[0-9-]+}")
    @PreAuthorize("hasAuthority('logs:read')")
    LogDetail one(@AuthenticationPrincipal Actor actor, @PathVariable String id) {
        Place place = Objects.requireNonNull(Place.parse(id));
        RecordLogRecord line = rows.find(actor.tenant(), place)
                .orElseThrow(() -> Problem.of(
                                LogsProblem.UNKNOWN_LINE, "There is no line " + id + " in the logs (any more).")
                        .with("line", id));
        LogMask mask = mask(actor, line);
        LogLine shown = line(actor, line, titles(actor.tenant(), List.of(line)));
        return new LogDetail(
                shown.id(),
                shown.at(),
                shown.run(),
                shown.flow(),
                shown.flowTitle(),
                shown.node(),
                shown.recordKey(),
                shown.outcome(),
                shown.message(),
                shown.errorClass(),
                shown.attempt(),
                shown.micros(),
                mask.document(line.getTrail().data()),
                mask.document(PostgresRecordLog.text(line.getInput())),
                mask.document(PostgresRecordLog.output(line)),
                Arrays.asList(line.getPersonal()),
                !actor.may(Permission.LOGS_PERSONAL) && line.getPersonal().length > 0);
    }

    @GetMapping("/logs/histogram")
    @PreAuthorize("hasAuthority('logs:read')")
    LogBars histogram(
            @AuthenticationPrincipal Actor actor,
            @ParameterObject LogQuery wanted,
            @RequestParam(defaultValue = "60") int buckets) {
        LogHistogram.Bars bars = histogram.bars(actor.tenant(), wanted.filter(), Math.clamp(buckets, 1, MOST_BUCKETS));
        return new LogBars(
                bars.bars().stream()
                        .map(bar -> new LogBar(bar.from(), bar.to(), bar.counts()))
                        .toList(),
                bars.partial());
    }

    @GetMapping("/logs/timeline")
    @PreAuthorize("hasAuthority('logs:read')")
    TimelineAnswer timeline(
            @AuthenticationPrincipal Actor actor,
            @RequestParam String key,
            @RequestParam(required = false) @Nullable UUID flow,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        LogTimeline.Page page =
                timeline.page(actor.tenant(), key, flow, Place.parse(after), Math.clamp(limit, 1, MOST));
        Map<UUID, String> names = titles(
                actor.tenant(),
                page.happenings().stream()
                        .map(LogTimeline.Happening::line)
                        .filter(Objects::nonNull)
                        .toList());
        // what other modules say of the record may hold values that its lines know to be personal
        List<LogMask> masks = page.happenings().stream()
                .map(LogTimeline.Happening::line)
                .filter(Objects::nonNull)
                .map(line -> mask(actor, line))
                .toList();
        return new TimelineAnswer(
                page.happenings().stream()
                        .flatMap(happening -> item(actor, happening, names, masks))
                        .toList(),
                page.next() == null ? null : page.next().text());
    }

    @GetMapping(path = "/logs.csv", produces = "text/csv")
    @PreAuthorize("hasAuthority('logs:read')")
    void csv(
            @AuthenticationPrincipal Actor actor,
            @ParameterObject LogQuery wanted,
            @RequestParam(defaultValue = "-at") String sort,
            HttpServletResponse response)
            throws IOException {
        LogFilter filter = wanted.filter();
        boolean oldestFirst = oldestFirst(sort);
        database.runInTenant(
                actor.tenant(),
                sql -> audit.record(
                        sql,
                        actor.tenant(),
                        actor.email(),
                        "logs.exported",
                        "logs",
                        Map.of("personal", String.valueOf(actor.may(Permission.LOGS_PERSONAL)))));
        response.setContentType("text/csv; charset=UTF-8");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"logs.csv\"");
        export.write(actor.tenant(), filter, oldestFirst, line -> mask(actor, line), response.getWriter());
    }

    private LogLine line(Actor actor, RecordLogRecord line, Map<UUID, String> names) {
        LogMask mask = mask(actor, line);
        return new LogLine(
                LogRows.place(line).text(),
                line.getAt(),
                line.getRunId(),
                line.getFlowId(),
                names.get(line.getFlowId()),
                line.getNode(),
                mask.text(line.getRecordKey()),
                Outcome.valueOf(line.getOutcome()),
                mask.text(line.getMessage()),
                line.getErrorClass(),
                line.getAttempt(),
                line.getMicros());
    }

    private Stream<TimelineItem> item(
            Actor actor, LogTimeline.Happening happening, Map<UUID, String> names, List<LogMask> masks) {
        if (happening.line() != null) {
            LogLine line = line(actor, happening.line(), names);
            return Stream.of(new TimelineItem(
                    line.id(),
                    line.at(),
                    "record",
                    line.run(),
                    line.flow(),
                    line.flowTitle(),
                    line.node(),
                    line.outcome().name(),
                    line.message(),
                    null,
                    line.errorClass()));
        }
        TimelineSource.Entry entry = happening.entry();
        return entry == null
                ? Stream.empty()
                : Stream.of(new TimelineItem(
                        entry.id(),
                        entry.at(),
                        entry.kind(),
                        entry.run(),
                        null,
                        null,
                        null,
                        entry.state(),
                        masked(entry.title(), masks),
                        masked(entry.detail(), masks),
                        null));
    }

    private static @Nullable String masked(@Nullable String text, List<LogMask> masks) {
        String shown = text;
        for (LogMask mask : masks) {
            shown = mask.text(shown);
        }
        return shown;
    }

    private static LogMask mask(Actor actor, RecordLogRecord line) {
        return actor.may(Permission.LOGS_PERSONAL)
                ? LogMask.none()
                : LogMask.of(
                        Arrays.asList(line.getPersonal()),
                        PostgresRecordLog.text(line.getInput()),
                        PostgresRecordLog.output(line));
    }

    private Map<UUID, String> titles(TenantId tenant, Collection<RecordLogRecord> lines) {
        List<UUID> subjects = lines.stream()
                .map(RecordLogRecord::getFlowId)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.toList());
        Map<UUID, String> names = new HashMap<>();
        if (!subjects.isEmpty()) {
            titles.orderedStream().forEach(known -> names.putAll(known.titles(tenant, subjects)));
        }
        return names;
    }

    private static boolean oldestFirst(String sort) {
        return switch (sort) {
            case "at" -> true;
            case "-at" -> false;
            default -> throw LogFilter.bad("sort", sort, "“%s” is no order; there are: at, -at".formatted(sort));
        };
    }
}
