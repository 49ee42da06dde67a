package io.salessync.outreach.email;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells visits of people from those of machines: mailbox providers load pictures before anybody reads, and scanners of links follow them all
 * within seconds. Where it may be either it is taken as a machine's, so that nothing is told of people that they did not do. Pure.
 */
final class Visits {
    /** Nobody reads sooner than this after the mail was handed over. */
    static final Duration AT_ONCE = Duration.ofSeconds(15);

    /** Whoever follows several links within this time is no person. */
    static final Duration BURST = Duration.ofSeconds(10);

    /** Visits are told so long after they were made, when it is known what else was visited. */
    static final Duration SETTLED = Duration.ofSeconds(60);

    private static final int LINKS_OF_A_BURST = 3;

    private static final Pattern PROGRAM = Pattern.compile(
            "(?i).*(bot\\b|crawl|spider|scan|preview|proofpoint|mimecast|barracuda|forcepoint|symantec|trendmicro|fireeye|ironport|sophos"
                    + "|safelinks|urldefense|headless|phantom|python|curl/|wget|libwww|go-http|java/|okhttp|apache-httpclient|ruby|perl|node-fetch|axios|postman).*");

    private Visits() {}

    /**
     * A call for a mail's picture or a link of it.
     *
     * @param link null: the picture
     * @param sign what told by itself that a machine called; null: nothing
     */
    record Visit(
            long id,
            @Nullable Integer link,
            Instant at,
            @Nullable String sign) {}

    /** Why a machine made the call, by what it says of itself; null: that tells nothing. */
    static @Nullable String sign(String method, Map<String, String> headers) {
        if (!method.equals("GET")) {
            return "asked with " + method;
        }
        for (String name : List.of("purpose", "sec-purpose", "x-purpose", "x-moz")) {
            String said = headers.getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (said.contains("prefetch") || said.contains("preview") || said.contains("prerender")) {
                return "said that it is a prefetch";
            }
        }
        String agent = headers.getOrDefault("user-agent", "").strip();
        if (agent.isEmpty()) {
            return "did not name its program";
        }
        if (agent.equals("Mozilla/5.0")) {
            return "came from a provider that loads pictures beforehand";
        }
        return PROGRAM.matcher(agent).matches() ? "came from a program that checks links" : null;
    }

    /**
     * Why a visit is a machine's; null: a person's.
     *
     * @param all visits of the mail, this one among them
     * @param sentAt when the mail was handed over
     */
    static @Nullable String machine(Visit visit, List<Visit> all, Instant sentAt) {
        if (visit.sign() != null) {
            return visit.sign();
        }
        if (visit.at().isBefore(sentAt.plus(AT_ONCE))) {
            return "came within seconds of the mail";
        }
        boolean burst = all.stream()
                .filter(first -> !first.at().isAfter(visit.at())
                        && !first.at().isBefore(visit.at().minus(BURST)))
                .anyMatch(first -> links(all, first.at()) >= LINKS_OF_A_BURST);
        return burst ? "followed many links at once" : null;
    }

    private static long links(List<Visit> all, Instant from) {
        return all.stream()
                .filter(other -> other.link() != null
                        && !other.at().isBefore(from)
                        && !other.at().isAfter(from.plus(BURST)))
                .map(Visit::link)
                .distinct()
                .count();
    }
}
