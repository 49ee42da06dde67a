package io.salessync.ordersync.board;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** A report as plain text and as an HTML page that also reads well as a mail. */
public final class ReportText {
    private ReportText() {}

    public static String text(Report report) {
        StringBuilder out = new StringBuilder();
        out.append(report.sync()).append(": ").append(report.state());
        out.append("\nRun ").append(report.runId());
        if (report.startedAt() != null) {
            out.append(", ").append(report.startedAt());
            out.append(report.finishedAt() == null ? "" : " to " + report.finishedAt());
        }
        out.append('\n');
        if (report.message() != null) {
            out.append(report.message()).append('\n');
        }
        out.append(report.calls()).append(" calls\n");
        for (RunResult.GroupResult group : report.result().groups()) {
            out.append("\n%-40s %6d created %6d updated %6d removed %6d failed %6d blocked %6d waiting"
                    .formatted(
                            group.group(),
                            group.created(),
                            group.updated(),
                            group.removed(),
                            group.failed(),
                            group.blocked(),
                            group.pending()));
        }
        section(
                out,
                "Rows that need attention",
                report.failing().stream().map(ReportText::line).toList());
        section(
                out,
                "Values kept as people wrote them",
                report.kept().stream().map(ReportText::line).toList());
        section(
                out,
                "Where the boards differ",
                report.drift().stream().map(ReportText::line).toList());
        return out.append('\n').toString();
    }

    private static void section(StringBuilder out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append("\n\n").append(title).append('\n');
            lines.forEach(line -> out.append("- ").append(line).append('\n'));
        }
    }

    private static String line(Report.FailingRow row) {
        return row.state() + " " + row.group() + ": " + row.sourceKey()
                + (row.lineKey() == null ? "" : " / " + row.lineKey()) + ": " + row.reason();
    }

    private static String line(Report.KeptValue kept) {
        return "item " + kept.itemId() + ", column " + kept.column() + ": \"" + kept.theirs() + "\" stays, \""
                + kept.ours() + "\" was not sent";
    }

    private static String line(Report.DriftRow drift) {
        return drift.kind() + " " + said(drift.sourceKey(), "") + said(drift.lineKey(), " / ")
                + said(drift.itemId(), " item ")
                + said(drift.column(), " column ")
                + (drift.expected() == null ? "" : ": \"" + drift.expected() + "\" in the source")
                + (drift.found() == null ? "" : ", \"" + drift.found() + "\" on the board")
                + (drift.healed() ? " (healed)" : "");
    }

    private static String said(@Nullable String value, String before) {
        return value == null ? "" : before + value;
    }

    public static String html(Report report) {
        StringBuilder out = new StringBuilder();
        out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(safe(report.sync()))
                .append(
                        "</title><style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}")
                .append(
                        "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #bbb}")
                .append("td.n,th.n{text-align:right}</style></head><body><main><h1>")
                .append(safe(report.sync()))
                .append("</h1><p><strong>")
                .append(report.state())
                .append("</strong> ")
                .append(safe(said(report.message(), "")))
                .append("</p><p>Run ")
                .append(report.runId())
                .append(report.startedAt() == null ? "" : ", begun " + report.startedAt())
                .append(report.finishedAt() == null ? "" : ", ended " + report.finishedAt())
                .append(", ")
                .append(report.calls())
                .append(" calls</p><table><thead><tr><th>Group</th>");
        for (String word : List.of("Created", "Updated", "Removed", "Failed", "Blocked", "Waiting")) {
            out.append("<th class=\"n\">").append(word).append("</th>");
        }
        out.append("</tr></thead><tbody>");
        for (RunResult.GroupResult group : report.result().groups()) {
            out.append("<tr><td>").append(safe(group.group())).append("</td>");
            for (long count : new long[] {
                group.created(), group.updated(), group.removed(), group.failed(), group.blocked(), group.pending()
            }) {
                out.append("<td class=\"n\">").append(count).append("</td>");
            }
            out.append("</tr>");
        }
        out.append("</tbody></table>");
        list(
                out,
                "Rows that need attention",
                report.failing().stream().map(ReportText::line).toList());
        list(
                out,
                "Values kept as people wrote them",
                report.kept().stream().map(ReportText::line).toList());
        list(
                out,
                "Where the boards differ",
                report.drift().stream().map(ReportText::line).toList());
        return out.append("</main></body></html>").toString();
    }

    private static void list(StringBuilder out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append("<h2>").append(title).append("</h2><ul>");
            lines.forEach(line -> out.append("<li>").append(safe(line)).append("</li>"));
            out.append("</ul>");
        }
    }

    private static String safe(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
