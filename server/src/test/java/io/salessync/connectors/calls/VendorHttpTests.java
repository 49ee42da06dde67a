package io.salessync.connectors.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.AddressKit;
import io.salessync.connectors.ConnectorsSettings;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorAnswer.Lost;
import io.salessync.connectors.calls.VendorAnswer.NotSent;
import io.salessync.kit.ScriptedVendor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class VendorHttpTests {
    private final CountDownLatch over = new CountDownLatch(1);
    private final ScriptedVendor vendor = ScriptedVendor.start();
    private final VendorHttp http = http(List.of());

    private static VendorHttp http(List<String> privateHosts) {
        ConnectorsSettings settings = new ConnectorsSettings(
                privateHosts,
                Duration.ofMillis(500),
                Duration.ofMillis(700),
                Duration.ofMillis(1500),
                DataSize.ofKilobytes(8),
                30);
        return new VendorHttp(settings, AddressKit.addresses(settings));
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        http.close();
        vendor.close();
    }

    @Test
    void readsTheAnswerWithItsHeaders() {
        vendor.next(ScriptedVendor.json(200, "{\"ü\":1}", "RateLimit", "one", "RateLimit", "two"));
        assertThat(post(false)).isInstanceOfSatisfying(Answered.class, told -> {
            assertThat(told.status()).isEqualTo(200);
            assertThat(told.body()).isEqualTo("{\"ü\":1}");
            assertThat(told.header("ratelimit")).isEqualTo("one, two");
        });
    }

    @Test
    void silenceIsGivenUp() {
        vendor.next(exchange -> await());
        assertThat(post(false)).isInstanceOf(Lost.class);
    }

    @Test
    void anAnswerThatDribblesForEverIsCutOff() {
        vendor.next(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100 && over.getCount() > 0; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pause(100);
            }
        });
        long began = System.nanoTime();
        assertThat(post(false))
                .isInstanceOfSatisfying(
                        Lost.class, lost -> assertThat(lost.reason()).contains("no complete answer"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() {
        vendor.next(ScriptedVendor.json(200, "\"" + "x".repeat(9000) + "\""));
        assertThat(post(false))
                .isInstanceOfSatisfying(
                        Lost.class, lost -> assertThat(lost.reason()).contains("larger"));
    }

    @Test
    void redirectsAreNotFollowed() {
        vendor.next(ScriptedVendor.json(307, "", "Location", "http://127.0.0.1:1/"));
        assertThat(post(false))
                .isInstanceOfSatisfying(
                        Answered.class, told -> assertThat(told.status()).isEqualTo(307));
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void nobodyThereMeansNotSent() {
        URI address = vendor.address();
        vendor.close();
        assertThat(http.post(new VendorCall("test", address, Map.of(), "{}"), false))
                .isInstanceOf(NotSent.class);
    }

    @Test
    void aUsersAddressThatLeadsInsideIsNotConnectedToUnlessAllowed() throws IOException {
        vendor.next(ScriptedVendor.json(200, "{}"));
        assertThat(post(true))
                .isInstanceOfSatisfying(
                        NotSent.class, told -> assertThat(told.reason()).contains("private-hosts"));
        assertThat(vendor.received()).isEmpty();
        VendorHttp allowing = http(List.of("127.0.0.1:" + vendor.address().getPort()));
        assertThat(allowing.post(new VendorCall("test", vendor.address(), Map.of(), "{}"), true))
                .isInstanceOf(Answered.class);
        allowing.close();
    }

    @Test
    void aCallDoesNotTellItsHeaders() {
        assertThat(new VendorCall("test", vendor.address(), Map.of("Authorization", "secret"), "{\"secret\":1}"))
                .hasToString("VendorCall[test " + vendor.address() + ", 12 characters]");
    }

    private VendorAnswer post(boolean fromUser) {
        return http.post(new VendorCall("test", vendor.address(), Map.of("Authorization", "token"), "{}"), fromUser);
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
