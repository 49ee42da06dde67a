package io.salessync.outreach.simulation;

import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sandbox as who plays it sees it: its clock, its people, what goes wrong, and the truth. Its own process, or one that runs. */
final class SandboxWorld implements AutoCloseable {
    static final String KEY = "sandbox-unipile-key";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern READY = Pattern.compile("ready on (http://[0-9.]+:[0-9]+)/");
    private static final Timeout LONGEST = Timeout.ofMinutes(10);

    private final URI base;
    private final @Nullable Process process;
    // thousands of short calls by one thread: nothing is handed to others and back
    private final CloseableHttpClient http = HttpClients.custom()
            .setDefaultRequestConfig(
                    RequestConfig.custom().setResponseTimeout(LONGEST).build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .build();

    private SandboxWorld(URI base, @Nullable Process process) {
        this.base = base;
        this.process = process;
    }

    /** One that runs at this address. */
    static SandboxWorld at(URI base) {
        return new SandboxWorld(URI.create(base.toString().replaceFirst("/+$", "")), null);
    }

    /** A process of its own on a free port; it ends with this program. */
    static SandboxWorld start() {
        Path jar = Path.of(System.getProperty("salessync.home", "."), "sandbox", "target", "sandbox.jar");
        if (!Files.exists(jar)) {
            throw wrong("There is no " + jar
                    + ": build it with ./salessync build, or name a sandbox that runs with --sandbox.");
        }
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-jar",
                            jar.toString(),
                            "--sandbox-port",
                            "0",
                            "--contacts",
                            "10",
                            "--exit-with-parent")
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    Thread.ofVirtual().start(() -> out.lines().forEach(more -> {}));
                    return new SandboxWorld(URI.create(ready.group(1)), process);
                }
                said.append(line).append('\n');
            }
            throw wrong(
                    "The sandbox ended before it was ready: " + said.toString().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Unipile is played. */
    URI unipile() {
        return URI.create(base + "/unipile");
    }

    /** Begins anew at a time, with a clock that goes on by steps alone. */
    void begin(long seed, Instant now) {
        send("POST", "/_sandbox/reset", Map.of("seed", seed, "now", now.toString(), "hold", true));
    }

    /**
     * Lets everything happen that is due until then; every webhook is brought when it returns.
     *
     * @return when something happens next; null: nothing is to come
     */
    @Nullable Instant to(Instant time) {
        return next(send("PUT", "/_sandbox/clock", Map.of("to", time.toString())));
    }

    /** When something happens next that nobody does; null: nothing is to come. */
    @Nullable Instant next() {
        return next(send("GET", "/_sandbox/clock", null));
    }

    Instant now() {
        return Instant.parse(send("GET", "/_sandbox/clock", null).path("now").asString(""));
    }

    private static @Nullable Instant next(JsonNode clock) {
        String next = clock.path("next_due").asString("");
        return next.isEmpty() ? null : Instant.parse(next);
    }

    /** @param faults of Unipile's, whose vendor need not be named */
    void faults(JsonNode faults) {
        for (JsonNode fault : faults) {
            if (fault instanceof ObjectNode one && !one.has("vendor")) {
                one.put("vendor", "unipile");
            }
        }
        send("PUT", "/_sandbox/faults", Map.of("faults", faults));
    }

    /** How people behave. */
    void settings(JsonNode settings) {
        act("settings", settings);
    }

    JsonNode act(String what, Object body) {
        return send("POST", "/_sandbox/unipile/" + what, body);
    }

    /** What is so: accounts, totals, and each person that got anything. */
    JsonNode truth() {
        return send("GET", "/_sandbox/state/unipile", null);
    }

    private static Problem wrong(String detail) {
        return Problem.of(OutreachProblem.WRONG_SIMULATION, detail);
    }

    private JsonNode send(String method, String path, @Nullable Object body) {
        try {
            ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(base + path);
            if (body != null) {
                request.setEntity(JSON.writeValueAsString(body), ContentType.APPLICATION_JSON);
            }
            Said answer = http.execute(
                    request.build(),
                    response -> new Said(
                            response.getCode(),
                            response.getEntity() == null
                                    ? ""
                                    : new String(
                                            response.getEntity().getContent().readAllBytes(), StandardCharsets.UTF_8)));
            if (answer.status() / 100 != 2) {
                throw wrong("The sandbox refused %s: %s"
                        .formatted(path, answer.body().strip()));
            }
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (JacksonException e) {
            throw wrong("What answers at %s is no sandbox: %s".formatted(base, e.getOriginalMessage()));
        } catch (IOException e) {
            throw wrong("The sandbox at %s does not answer: %s".formatted(base, e));
        }
    }

    private record Said(int status, String body) {}

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Accounts that it begins with. */
    static final List<String> ACCOUNTS = List.of("linkedin-anna", "linkedin-ben", "linkedin-chloe", "mail-anna");
}
