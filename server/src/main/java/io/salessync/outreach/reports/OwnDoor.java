package io.salessync.outreach.reports;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Whether this program answers over HTTP, asked at its own port for what anybody may ask. */
@Component
class OwnDoor {
    /** Of one call, all together; connecting has less. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** An answer serves the tenants of one round. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final String SILENT = "The program does not answer over HTTP.";

    private final ApplicationContext context;
    private final InstantSource clock;
    private final String scheme;
    private final String host;
    private @Nullable HttpClient http;
    private @Nullable Instant askedAt;
    private @Nullable String answer;

    OwnDoor(
            ApplicationContext context,
            InstantSource clock,
            @Value("${server.ssl.enabled:false}") boolean encrypted,
            @Value("${server.address:127.0.0.1}") String address) {
        this.context = context;
        this.clock = clock;
        this.scheme = encrypted ? "https" : "http";
        this.host = address.equals("0.0.0.0") || address.equals("::")
                ? "127.0.0.1"
                : address.contains(":") ? "[" + address + "]" : address;
    }

    /** Why it is shut, in a sentence; null: it is open, or there is no door, as with commands. */
    synchronized @Nullable String shut() {
        if (!(context instanceof WebServerApplicationContext serving)) {
            return null;
        }
        WebServer server = serving.getWebServer();
        if (server == null || server.getPort() <= 0) {
            return null;
        }
        Instant now = clock.instant();
        if (askedAt == null || !now.isBefore(askedAt.plus(FRESH)) || now.isBefore(askedAt)) {
            String address = "%s://%s:%d/actuator/health/readiness".formatted(scheme, host, server.getPort());
            answer = asked(URI.create(address));
            askedAt = now;
        }
        return answer;
    }

    /** @param address of what is asked; answers as {@link #shut} */
    @Nullable String asked(URI address) {
        try {
            HttpClient client = http;
            if (client == null) {
                client = HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
                http = client;
            }
            int status = client.sendAsync(
                            HttpRequest.newBuilder(address).timeout(LONGEST).build(),
                            HttpResponse.BodyHandlers.discarding())
                    // the limit of a request ends with its head; a body that drips is no answer either
                    .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            return status == 200 ? null : "The program answers over HTTP with %d.".formatted(status);
        } catch (TimeoutException e) {
            return SILENT;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SSLException) {
                // its certificate is for a name that is not this address: somebody is there all the same
                return null;
            }
            return e.getCause() instanceof IOException
                    ? SILENT
                    : "The program cannot be asked over HTTP: %s.".formatted(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
