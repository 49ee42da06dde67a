package io.salessync.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Listens on this machine only, one virtual thread for each call. */
final class HttpFront implements HttpHandler, AutoCloseable {
    private static final int DROPS = 20;
    private static final int BACKLOG = 1024;

    static {
        // Without this every answer on a kept connection waits for the delayed acknowledgement of the last one.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final Function<Request, Reply> routes;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    HttpFront(int port, Function<Request, Reply> routes) throws IOException {
        this.routes = routes;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = routes.apply(request(exchange));
            } catch (WrongInput e) {
                reply = Reply.problem(400, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                e.printStackTrace();
                reply = Reply.problem(500, "The sandbox failed: " + e);
            }
            send(exchange, reply);
        }
    }

    private static Request request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Request.query(exchange.getRequestURI().getRawQuery()),
                headers,
                exchange.getRequestBody().readAllBytes(),
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.lost()) {
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = reply.body();
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (reply.dribbleSeconds() > 0) {
                dribble(out, body, reply.dribbleSeconds());
            } else if (body.length > 0) {
                out.write(body);
            }
        }
    }

    private static void dribble(OutputStream out, byte[] body, double seconds) throws IOException {
        int drop = Math.max(1, Math.ceilDiv(body.length, DROPS));
        for (int at = 0; at < body.length; at += drop) {
            try {
                Thread.sleep(Duration.ofMillis(Math.round(seconds * 1000 / DROPS)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            out.write(body, at, Math.min(drop, body.length - at));
            out.flush();
        }
    }
}
