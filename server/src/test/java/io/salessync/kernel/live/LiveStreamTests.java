package io.salessync.kernel.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.live.LiveListening.Event;
import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class LiveStreamTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private Live live;

    @Autowired
    private LiveHub hub;

    @Autowired
    private LiveEvents events;

    @Autowired
    private Database database;

    @Autowired
    private DatabaseAddress address;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private String key;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
        key = access.key(tenant, Role.VIEWER);
    }

    @Test
    void anOpenPageIsToldWhatChangesInItsTenantAlone() throws Exception {
        try (Page page = new Page(null)) {
            changed(tenants.fresh().id(), "runs", "theirs");
            changed(tenant, "runs", "ours");
            Event told = page.next();
            assertThat(told.topic()).isEqualTo("runs");
            assertThat(told.subject()).isEqualTo("ours");
        }
    }

    @Test
    void nothingIsToldOfATransactionThatWasRolledBack() throws Exception {
        try (Page page = new Page(null)) {
            try {
                database.runInTenant(tenant, sql -> {
                    live.changed(sql, tenant, "runs", "never");
                    throw new IllegalStateException("rolled back");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("rolled back");
            }
            changed(tenant, "runs", "yes");
            assertThat(page.next().subject()).isEqualTo("yes");
        }
    }

    @Test
    void aPageThatComesBackIsToldWhatItMissed() throws Exception {
        long last;
        try (Page page = new Page(null)) {
            changed(tenant, "runs", "one");
            last = page.next().id();
        }
        changed(tenant, "runs", "two");
        changed(tenant, "connections", "three");
        changed(tenant, "runs", "two");
        try (Page page = new Page(Long.toString(last))) {
            List<Event> told = List.of(page.next(), page.next());
            assertThat(told).extracting(Event::subject).containsExactly("three", "two");
            changed(tenant, "runs", "four");
            assertThat(page.next().subject()).isEqualTo("four");
        }
    }

    @Test
    void whatWasCommittedLateUnderAnEarlierIdIsNotMissed() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread slow = Thread.ofVirtual()
                .start(() -> database.runInTenant(tenant, sql -> {
                    live.changed(sql, tenant, "runs", "slow");
                    written.countDown();
                    await(mayCommit);
                }));
        await(written);
        changed(tenant, "runs", "quick");
        long last = events.newest(tenant);
        mayCommit.countDown();
        slow.join();

        assertThat(events.after(tenant, last)).extracting(Event::subject).containsExactly("slow");
        try (Page page = new Page(Long.toString(last))) {
            assertThat(page.next().subject()).isEqualTo("slow");
        }
    }

    @Test
    void aPageWithAnIdThatIsGoneIsToldToReadEverything() throws Exception {
        TenantId other = tenants.fresh().id();
        changed(other, "runs", "theirs");
        changed(tenant, "runs", "one");
        try (Page page = new Page(String.valueOf(events.newest(other)))) {
            assertThat(page.next().topic()).isEqualTo("*");
            changed(tenant, "runs", "two");
            assertThat(page.next().subject()).isEqualTo("two");
        }
    }

    @Test
    void aBurstAboutOneSubjectIsToldTwiceAtMost() throws Exception {
        try (Page page = new Page(null)) {
            database.runInTenant(tenant, sql -> {
                for (int change = 0; change < 200; change++) {
                    live.changed(sql, tenant, "runs", "busy");
                }
            });
            changed(tenant, "runs", "last");
            List<String> told = new ArrayList<>();
            do {
                told.add(page.next().subject());
            } while (!told.getLast().equals("last"));
            assertThat(told).hasSizeLessThanOrEqualTo(4).contains("busy");
        }
    }

    @Test
    void everyNodeHears() throws Exception {
        LiveHub secondNode = new LiveHub(address);
        secondNode.start();
        try {
            BlockingQueue<Event> first = new LinkedBlockingQueue<>();
            BlockingQueue<Event> second = new LinkedBlockingQueue<>();
            try (var ear = hub.listen(tenant, first::add);
                    var otherEar = secondNode.listen(tenant, second::add)) {
                untilHeard(second);
                changed(tenant, "runs", "for all");
                assertThat(heard(first, "for all")).isTrue();
                assertThat(heard(second, "for all")).isTrue();
            }
        } finally {
            secondNode.stop();
        }
    }

    @Test
    void listeningGoesOnAfterTheConnectionWasCutAndPagesMissNothing() throws Exception {
        try (Page page = new Page(null)) {
            changed(tenant, "runs", "before");
            assertThat(page.next().subject()).isEqualTo("before");
            int cut = database.outsideTenants(sql -> sql.fetch(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'salessync-live'")
                    .size());
            assertThat(cut).isPositive();
            changed(tenant, "runs", "meanwhile");
            assertThat(page.next().subject()).isEqualTo("meanwhile");
        }
    }

    @Test
    void whoLoadsAPageOverAndOverIsNeverRefusedTheOldestGivesWay() throws Exception {
        List<Page> pages = new ArrayList<>();
        try {
            for (int i = 0; i < LiveController.MOST_FOR_A_USER + 3; i++) {
                pages.add(new Page(null));
            }
            for (Page old : pages.subList(0, 3)) {
                assertThat(old.over.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(old.retry).as("comes back later, not at once").isEqualTo("30000");
            }
            changed(tenant, "runs", "now");
            assertThat(pages.get(3).next().subject()).isEqualTo("now");
            assertThat(pages.getLast().next().subject()).isEqualTo("now");
        } finally {
            pages.forEach(Page::close);
        }
    }

    @Test
    void nobodyFollowsUnknown() throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/live"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private void changed(TenantId whose, String topic, String subject) {
        database.runInTenant(whose, sql -> live.changed(sql, whose, topic, subject));
    }

    /** A node that has just started listens a moment later. */
    private void untilHeard(BlockingQueue<Event> heard) throws InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            changed(tenant, "runs", "anybody there?");
            if (heard.poll(100, TimeUnit.MILLISECONDS) != null) {
                return;
            }
        }
        throw new AssertionError("the second node never heard");
    }

    private static boolean heard(BlockingQueue<Event> queue, String subject) throws InterruptedException {
        for (Event event = queue.poll(5, TimeUnit.SECONDS); event != null; event = queue.poll(5, TimeUnit.SECONDS)) {
            if (event.subject().equals(subject)) {
                return true;
            }
        }
        return false;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A page that follows what changes, over HTTP; made when the stream has begun. */
    private final class Page implements AutoCloseable {
        private final HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile String retry = "";

        Page(String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v1/live"))
                    .header("Authorization", "Bearer " + key)
                    .header("Accept", "text/event-stream");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<java.io.InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            CountDownLatch begun = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> read(response.body(), begun));
            await(begun);
        }

        private void read(java.io.InputStream body, CountDownLatch begun) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                long id = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(": welcome")) {
                        begun.countDown();
                    } else if (line.startsWith("retry: ")) {
                        retry = line.substring(7);
                    } else if (line.startsWith("id: ")) {
                        id = Long.parseLong(line.substring(4));
                    } else if (line.startsWith("data: ")) {
                        var data = JSON.readTree(line.substring(6));
                        told.add(new Event(
                                id,
                                data.path("topic").asString(),
                                data.path("subject").asString()));
                    }
                }
            } catch (IOException pageClosed) {
                begun.countDown();
            } finally {
                over.countDown();
            }
        }

        /** The next thing told; that the test's own user was made may still be on its way. */
        Event next() throws InterruptedException {
            Event event;
            do {
                event = told.poll(10, TimeUnit.SECONDS);
                assertThat(event).as("something told within 10 s").isNotNull();
            } while (event.topic().equals("access"));
            return event;
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}
