package io.salessync.connectors.calls;

import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.ConnectorsSettings;
import io.salessync.connectors.PrivateAddresses;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorAnswer.Lost;
import io.salessync.connectors.calls.VendorAnswer.NotSent;
import io.salessync.kernel.problems.Problem;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The one HTTP client for all vendors. It never sends while a transaction is open, never sends anything twice, follows no
 * redirect, and gives up on connecting, on silence, on the whole call, and on answers that are too large.
 *
 * <p>Addresses from users are checked where the connection is opened, after the name has been resolved, and the connection goes
 * to the very address that was checked: a name that changes its address between check and call gains nothing.
 */
@Component
public final class VendorHttp {
    private final ConnectorsSettings settings;
    private final CloseableHttpClient open;
    private final CloseableHttpClient guarded;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("call-deadlines").daemon().factory());

    VendorHttp(ConnectorsSettings settings, PrivateAddresses addresses) {
        this.settings = settings;
        this.open = client(settings, PoolingHttpClientConnectionManagerBuilder.create());
        this.guarded = client(
                settings,
                PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(new GuardedNames(addresses)));
    }

    private static CloseableHttpClient client(
            ConnectorsSettings settings, PoolingHttpClientConnectionManagerBuilder connections) {
        Timeout read = Timeout.of(settings.readTimeout());
        return HttpClients.custom()
                .setConnectionManager(connections
                        .setMaxConnTotal(400)
                        .setMaxConnPerRoute(100)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                                .setSocketTimeout(read)
                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                .build())
                        .setDefaultSocketConfig(
                                SocketConfig.custom().setSoTimeout(read).build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(read)
                        .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
                        .setRedirectsEnabled(false)
                        .build())
                .setUserAgent("SalesSync")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
    }

    /** @param fromUser whether the address came from a user, so that it must not lead into this network */
    VendorAnswer post(VendorCall call, boolean fromUser) {
        HttpPost request = new HttpPost(call.endpoint());
        request.setEntity(new StringEntity(call.body(), ContentType.APPLICATION_JSON));
        try {
            return send(request, call, fromUser, settings.totalTimeout());
        } catch (GuardedNames.Refused e) {
            return new NotSent(reason(e));
        }
    }

    /**
     * The same with any method.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param within for the whole call, and for a silence of the vendor's; longer than usual where a vendor is known to take its time
     */
    VendorAnswer send(String method, VendorCall call, boolean fromUser, Duration within) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, call.endpoint());
        if (!call.body().isEmpty()) {
            request.setEntity(new StringEntity(call.body(), ContentType.APPLICATION_JSON));
        }
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.of(within))
                .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
                .setRedirectsEnabled(false)
                .build());
        try {
            return send(request, call, fromUser, within);
        } catch (GuardedNames.Refused e) {
            return new NotSent(reason(e));
        }
    }

    /**
     * Makes a request to an address that a user gave: what leads into this network is refused unless an administrator allows it.
     *
     * @param method GET, POST, PUT or PATCH
     * @param call sent without a body where its body is empty; its content type is JSON unless its headers say another
     * @param within for the whole call; what the program allows at most holds as well
     * @throws Problem when the address leads into this network
     */
    public VendorAnswer request(String method, VendorCall call, Duration within) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, call.endpoint());
        if (!call.body().isEmpty()) {
            request.setEntity(new StringEntity(call.body(), ContentType.APPLICATION_JSON));
        }
        Duration total = within.compareTo(settings.totalTimeout()) < 0 ? within : settings.totalTimeout();
        try {
            return send(request, call, true, total);
        } catch (GuardedNames.Refused e) {
            throw Problem.of(ConnectorsProblem.PRIVATE_ADDRESS, reason(e) + ".", e)
                    .with("host", call.endpoint().getHost());
        }
    }

    private VendorAnswer send(HttpUriRequestBase request, VendorCall call, boolean fromUser, Duration total)
            throws GuardedNames.Refused {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A call to a vendor while a transaction is open: " + call.operation());
        }
        call.headers().forEach(request::setHeader);
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    Thread.startVirtualThread(request::abort);
                },
                total.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return (fromUser ? guarded : open).execute(request, this::read);
        } catch (GuardedNames.Refused e) {
            throw e;
        } catch (UnknownHostException
                | ConnectException
                | NoRouteToHostException
                | ConnectTimeoutException
                | SSLHandshakeException e) {
            return new NotSent(reason(e));
        } catch (IOException e) {
            return new Lost(late.get() ? overdue(total) : reason(e));
        } catch (IllegalStateException e) {
            // what was given up just as it took its connection is told in this way; it may have gone out
            if (!late.get()) {
                throw e;
            }
            return new Lost(overdue(total));
        } finally {
            deadline.cancel(false);
        }
    }

    private static String overdue(Duration total) {
        return "no complete answer within " + total.toMillis() / 1_000.0 + " s";
    }

    /**
     * Posts to an address that a user gave, outside of any connection: a chat's or another program's web hook. It must not lead into
     * this network unless an administrator allows it.
     */
    public VendorAnswer postToUsersAddress(VendorCall call) {
        return post(call, true);
    }

    private VendorAnswer read(ClassicHttpResponse response) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT),
                    header.getValue() == null ? "" : header.getValue(),
                    (one, other) -> one + ", " + other);
        }
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answered(response.getCode(), headers, "");
        }
        int most = Math.toIntExact(settings.maximumAnswer().toBytes());
        try (InputStream content = entity.getContent()) {
            Body body = Body.read(content, most, charset(entity));
            if (body == null) {
                // what is left of it is not read: that connection is of no more use
                response.close();
                return new Lost("the answer is larger than " + settings.maximumAnswer());
            }
            return new Answered(response.getCode(), headers, body);
        }
    }

    private static Charset charset(HttpEntity entity) {
        ContentType type = ContentType.parseLenient(entity.getContentType());
        Charset told = type == null ? null : type.getCharset();
        return told == null ? StandardCharsets.UTF_8 : told;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    @PreDestroy
    void close() throws IOException {
        deadlines.shutdownNow();
        open.close();
        guarded.close();
    }
}
