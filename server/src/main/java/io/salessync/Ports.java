package io.salessync;

import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Whether the ports that a start needs are free: asked before anything that takes long or changes anything. */
final class Ports {
    private static final int MOST = 65_535;
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private Ports() {}

    /**
     * Refuses a port that cannot be listened on.
     *
     * @param host the address to listen on
     * @param option by which another port is named, such as {@code --port}
     * @throws Problem when it is taken, forbidden or no port, naming who has it where that is one of ours
     */
    static void requireFree(String host, int port, String option) {
        if (port < 1 || port > MOST) {
            throw Problem.of(
                            StartProblem.WRONG_PORT,
                            "%d is no port: name one from 1 to %d with %s.".formatted(port, MOST, option))
                    .with("value", port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            // as the web server does: a port whose last connections have only just ended is free
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
        } catch (UnknownHostException e) {
            throw Problem.of(
                            StartProblem.WRONG_PORT,
                            "'%s' is no address of this machine: name one with --host, such as 127.0.0.1 or 0.0.0.0."
                                    .formatted(host),
                            e)
                    .with("value", host);
        } catch (IOException e) {
            throw taken(host, port, option, e);
        }
    }

    private static Problem taken(String host, int port, String option, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("Permission denied")) {
            return Problem.of(
                            StartProblem.PORT_TAKEN,
                            "Port %d may be used by the administrator alone: name one from 1024 on with %s."
                                    .formatted(port, option),
                            cause)
                    .with("port", port);
        }
        if (reason.contains("assign requested address")) {
            return Problem.of(
                            StartProblem.WRONG_PORT,
                            "'%s' is no address of this machine: name one with --host, such as 127.0.0.1 or 0.0.0.0."
                                    .formatted(host),
                            cause)
                    .with("value", host);
        }
        String address = "http://" + ("0.0.0.0".equals(host) ? "127.0.0.1" : host) + ":" + port;
        String who = isOurs(address + "/api/v1/runs", "urn:salessync:problem")
                ? "SalesSync runs there already: open %s, or stop it first".formatted(address)
                : isOurs(address + "/_sandbox/health", "")
                        ? "a sandbox runs there already: stop it first"
                        : "another program listens there: stop it";
        return Problem.of(
                        StartProblem.PORT_TAKEN,
                        "Port %d is taken: %s, or name another port with %s. Nothing was started."
                                .formatted(port, who, option),
                        cause)
                .with("port", port);
    }

    private static boolean isOurs(String address, String sign) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return sign.isEmpty() ? answer.statusCode() == 200 : answer.body().contains(sign);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
