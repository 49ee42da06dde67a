package io.salessync.alerts;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What people read of an alert in a mail or a chat, made from the body of its delivery and nothing else. */
final class Wording {
    private Wording() {}

    /** One line. */
    static String subject(JsonNode body) {
        JsonNode alert = body.path("alert");
        String title = alert.path("title").asString("");
        return switch (body.path("kind").asString("")) {
            case "RECOVERED" -> "[Recovered] " + title;
            case "ESCALATED" -> "[Escalated] [" + severity(alert) + "] " + title;
            case "TEST" -> "[Test] " + title;
            default -> "[" + severity(alert) + "] " + title;
        };
    }

    static String text(JsonNode body) {
        JsonNode alert = body.path("alert");
        StringBuilder text = new StringBuilder(alert.path("detail").asString("")).append("\n\n");
        long count = alert.path("count").asLong(1);
        if (count > 1) {
            text.append("Happened %d times, first at %s, last at %s (UTC).%n"
                    .formatted(
                            count,
                            alert.path("firstAt").asString(""),
                            alert.path("lastAt").asString("")));
        } else {
            text.append("At %s (UTC).%n".formatted(alert.path("firstAt").asString("")));
        }
        if (alert.has("recordKey")) {
            text.append("Record: ").append(alert.path("recordKey").asString("")).append('\n');
        }
        if (alert.has("link")) {
            text.append("See ").append(alert.path("link").asString("")).append('\n');
        }
        text.append("Rule: ").append(alert.path("rule").asString("")).append('\n');
        return text.toString();
    }

    /** For a chat's incoming web hook. Markup and calls to everybody in what comes from outside are taken their force. */
    static String chat(JsonNode body) {
        JsonNode alert = body.path("alert");
        String text = subject(body) + "\n" + alert.path("detail").asString("");
        if (alert.path("count").asLong(1) > 1) {
            text += "\n(" + alert.path("count").asLong(1) + " times)";
        }
        if (alert.has("link")) {
            text += "\n" + alert.path("link").asString("");
        }
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("(?i)@(?=(here|channel|all|everyone|team)\\b)", "@\u200b");
    }

    private static String severity(JsonNode alert) {
        String severity = alert.path("severity").asString("");
        return severity.isEmpty()
                ? severity
                : severity.charAt(0) + severity.substring(1).toLowerCase(Locale.ROOT);
    }
}
