package io.salessync.outreach.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.detection.NewsIntake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes news over HTTP on a port of this machine while a simulation runs. */
final class NewsServer implements AutoCloseable {
    private static final String PATH = "/api/v1/outreach/news/";
    private static final int LARGEST = 1 << 20;

    private final NewsIntake intake;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean up = true;

    /** @param port 0: a free one */
    NewsServer(NewsIntake intake, int port) {
        this.intake = intake;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** A port of this machine that nothing listens at now. */
    static int free() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers, without a slash at its end. */
    String address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString();
    }

    /** How many items came so far. */
    int taken() {
        return taken.get();
    }

    /** While the program is dead nobody takes anything; the service brings it again. */
    void up(boolean is) {
        up = is;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST);
            int status = 200;
            try {
                if (!up) {
                    throw new IllegalStateException("The program is down");
                }
                intake.take(
                        exchange.getRequestURI().getPath().substring(PATH.length()),
                        exchange.getRequestHeaders().getFirst("Unipile-Auth"),
                        body);
                taken.incrementAndGet();
            } catch (Problem refused) {
                status = 403;
            } catch (RuntimeException notKept) {
                // the service brings it again
                status = up ? 500 : 503;
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
