package io.salessync.flows.engine;

import io.salessync.connectors.PrivateAddresses;
import io.salessync.connectors.ReviewedHosts;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorAnswer.Lost;
import io.salessync.connectors.calls.VendorAnswer.NotSent;
import io.salessync.connectors.calls.VendorCall;
import io.salessync.connectors.calls.VendorHttp;
import io.salessync.flows.engine.Node.Sent;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Calls to addresses that people name in nodes. They go to https alone, never into this network unless an administrator allowed the
 * host, follow no redirect, and carry secrets only to the host each is for.
 */
@Component
final class WebCalls {
    private static final Pattern SECRET = Pattern.compile("secret:(" + FlowSecrets.NAME + ")");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    /** What the client sets itself; another value would split the request or lead it elsewhere. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "proxy-authorization",
            "idempotency-key");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final int EVIDENCE = 500;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final VendorHttp http;
    private final PrivateAddresses addresses;
    private final FlowSecrets secrets;
    private final ReviewedHosts reviewed;
    private final InstantSource clock;

    WebCalls(
            VendorHttp http,
            PrivateAddresses addresses,
            FlowSecrets secrets,
            ReviewedHosts reviewed,
            InstantSource clock) {
        this.reviewed = reviewed;
        this.http = http;
        this.addresses = addresses;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What is sent, references to secrets as they stand in the settings. */
    record Outgoing(String method, String address, Map<String, String> headers, String body, int timeoutSeconds) {
        String text() {
            return Documents.JSON.writeValueAsString(this);
        }

        static Outgoing parse(String text) {
            return Documents.JSON.readValue(text, Outgoing.class);
        }
    }

    /** @throws Problem naming the setting, when no address of a call can look like this */
    static void checkForm(String setting, String address) {
        if (SECRET.matcher(address).matches()) {
            return;
        }
        // what is filled in may be anything that an address can hold
        String filled = address.replaceAll("\\{\\{.*?}}|\\{[^{}]*}", "x");
        form(setting, filled);
        int path = address.indexOf('/', Math.max(0, address.indexOf("://") + 3));
        String origin = path < 0 ? address : address.substring(0, path);
        if (origin.contains("{")) {
            throw Forms.wrong(
                    setting,
                    "The host of '%s' has to stand in it as it is; only what follows may be filled in"
                            .formatted(setting));
        }
    }

    private static URI form(String setting, String address) {
        URI uri;
        try {
            uri = new URI(address.strip());
        } catch (URISyntaxException e) {
            throw Forms.wrong(setting, "'%s' is no address: %s".formatted(setting, e.getReason()));
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw Forms.wrong(setting, "'%s' begins with https:// and names a host".formatted(setting));
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw Forms.wrong(setting, "'%s' holds no user name and no # part".formatted(setting));
        }
        return uri;
    }

    static void checkHeaders(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (!HEADER.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw Forms.wrong("headers/" + name, "'%s' is no header that a node may set".formatted(name));
            }
            if (value.chars().anyMatch(letter -> letter < 0x20 || letter > 0x7e)) {
                throw Forms.wrong(
                        "headers/" + name, "The header '%s' holds letters that no header can".formatted(name));
            }
        });
    }

    /** One answer; nothing in it is a secret any more. */
    record Told(URI address, VendorAnswer answer) {}

    /**
     * Makes a call.
     *
     * @throws Problem when it is not made because of its address or a secret
     */
    Told call(TenantId tenant, Outgoing out, Map<String, String> more) {
        List<String> revealed = new ArrayList<>();
        URI address = allowed(address(tenant, out.address(), revealed));
        if (!READING.contains(out.method())) {
            reviewed.of(tenant, address).ifPresent(whose -> {
                throw Problem.of(
                                NodeProblem.WRONG_ADDRESS,
                                "%s is %s: what is written there is reviewed and consented to first. Use a node that pushes."
                                        .formatted(address.getHost(), whose))
                        .with("host", address.getHost());
            });
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json, */*;q=0.5");
        out.headers()
                .forEach((name, value) -> headers.put(name, withSecrets(tenant, value, address.getHost(), revealed)));
        headers.putAll(more);
        VendorCall call = new VendorCall("flow", address, headers, out.body());
        try {
            VendorAnswer answer = http.request(out.method(), call, Duration.ofSeconds(out.timeoutSeconds()));
            return new Told(address, without(answer, revealed));
        } catch (Problem refused) {
            throw Problem.of(NodeProblem.WRONG_ADDRESS, refused.detail(), refused)
                    .with("host", address.getHost());
        }
    }

    private URI address(TenantId tenant, String given, List<String> revealed) {
        Matcher secret = SECRET.matcher(given);
        if (!secret.matches()) {
            return form("url", given);
        }
        String hidden = secrets.reveal(tenant, secret.group(1), null);
        revealed.add(hidden);
        URI uri;
        try {
            uri = form("url", hidden);
        } catch (Problem e) {
            throw Problem.of(
                    NodeProblem.WRONG_ADDRESS, "The secret '%s' holds no address to call.".formatted(secret.group(1)));
        }
        secrets.reveal(tenant, secret.group(1), uri.getHost());
        return uri;
    }

    /** Whether it leads into this network is known once its name is resolved, where the connection is opened. */
    private URI allowed(URI address) {
        String host = address.getHost();
        boolean plain = address.getScheme().equalsIgnoreCase("http");
        int port = address.getPort() >= 0 ? address.getPort() : plain ? 80 : 443;
        boolean allowed = addresses.allows(host, port);
        if (!allowed && addresses.allowsHost(host)) {
            throw Problem.of(
                            NodeProblem.WRONG_ADDRESS,
                            "Port %d of %s is not among those that an administrator allowed with salessync.connectors.private-hosts."
                                    .formatted(port, host))
                    .with("host", host);
        }
        if (plain && !allowed) {
            throw Problem.of(
                            NodeProblem.WRONG_ADDRESS,
                            "%s is called with https:// alone: with http:// everybody on the way could read along."
                                    .formatted(host))
                    .with("host", host);
        }
        return address;
    }

    private String withSecrets(TenantId tenant, String value, String host, List<String> revealed) {
        return SECRET.matcher(value).replaceAll(found -> {
            String secret = secrets.reveal(tenant, found.group(1), host);
            revealed.add(secret);
            return Matcher.quoteReplacement(secret);
        });
    }

    /** What echoes a secret must not get into records, logs or evidence. */
    private static VendorAnswer without(VendorAnswer answer, List<String> revealed) {
        if (revealed.isEmpty()) {
            return answer;
        }
        List<String> longest = revealed.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return switch (answer) {
            case Answered told -> {
                Map<String, String> headers = new TreeMap<>();
                told.headers().forEach((name, value) -> headers.put(name, hidden(value, longest)));
                yield new Answered(told.status(), headers, hidden(told.body(), longest));
            }
            case NotSent(String reason) -> new NotSent(hidden(reason, longest));
            case Lost(String reason) -> new Lost(hidden(reason, longest));
        };
    }

    private static String hidden(String text, List<String> secrets) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "…");
        }
        return clean;
    }

    /** When the answer says to come again; null where it does not. Not later than in a day. */
    @Nullable Instant retryAfter(Answered told) {
        String given = told.header("retry-after");
        if (given == null || given.isBlank()) {
            return null;
        }
        Instant now = clock.instant();
        Instant latest = now.plus(LONGEST_WAIT);
        String value = given.strip();
        if (value.matches("\\d+")) {
            Instant then = value.length() > 6 ? latest : now.plusSeconds(Long.parseLong(value));
            return then.isAfter(latest) ? latest : then;
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return then.isBefore(now) ? now : then.isAfter(latest) ? latest : then;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * What a call that changes something out there came to, but for success: null.
     *
     * @param idempotent whether doing it twice is known to be doing it once
     */
    @Nullable Sent failure(VendorAnswer answer, boolean idempotent) {
        return switch (answer) {
            case NotSent(String reason) ->
                new Sent.Later(null, "unreachable", "It could not be reached: " + reason + ".");
            case Lost(String reason) ->
                idempotent
                        ? new Sent.Later(null, "lost", "No complete answer came: " + reason + ".")
                        : new Sent.Unknown("No complete answer came: " + reason
                                + ". It may have been done: look there before you send it again.");
            case Answered told -> failure(told, idempotent);
        };
    }

    private @Nullable Sent failure(Answered told, boolean idempotent) {
        int status = told.status();
        if (status / 100 == 2) {
            return null;
        }
        String said = evidence(told);
        Instant again = retryAfter(told);
        if (status == 429 || status == 503 && again != null) {
            return new Sent.Later(again, "busy", "It wants to be asked later: " + said);
        }
        if (status / 100 == 3) {
            return new Sent.Refused(
                    "refused",
                    "It answers from another address (%d); redirects are not followed. Name that address: %s"
                            .formatted(status, shortened(String.valueOf(told.header("location")))));
        }
        if (status / 100 == 4) {
            return new Sent.Refused("refused", "It was refused: " + said);
        }
        return idempotent
                ? new Sent.Later(again, "trouble", "It has trouble: " + said)
                : new Sent.Unknown(
                        "It has trouble: " + said + " It may have been done: look there before you send it again.");
    }

    /** The status and the beginning of the body, in one line. */
    static String evidence(Answered told) {
        String body = told.body().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return told.status() + (body.isEmpty() ? "" : " " + shortened(body));
    }

    private static String shortened(String text) {
        return text.length() <= EVIDENCE ? text : text.substring(0, EVIDENCE - 1) + "…";
    }

    /** It was not sent because of its address or a secret: that stays so until somebody mends it. */
    static Sent refused(Problem problem) {
        return new Sent.Refused("address", problem.detail());
    }
}
