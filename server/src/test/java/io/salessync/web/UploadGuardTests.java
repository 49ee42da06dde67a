package io.salessync.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What stands before every controller: the guard against large uploads, and what the log says of whom. */
@ProgramTest
class UploadGuardTests {
    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private String upload(String authorization) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head =
                    "POST /api/v1/ordersync/00000000-0000-0000-0000-000000000001/import HTTP/1.1\r\nHost: localhost\r\n"
                            + authorization
                            + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3221225472\r\n\r\n"
                            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\lists\\spring orders.csv\"\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write("Order,Qty\n1,2\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
            out.flush();
            byte[] answer = socket.getInputStream().readNBytes(200);
            StringBuilder text = new StringBuilder(new String(answer, StandardCharsets.UTF_8));
            while (!text.toString().contains("}")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                text.append((char) next);
            }
            return text.toString();
        }
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedAtOnceWithItsNameItsSizeAndTheLimit() throws IOException {
        String key = access.key(tenants.fresh().id(), Role.OWNER);
        assertThat(upload("Authorization: Bearer " + key + "\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("http.too-large")
                .contains("spring orders.csv has 3.0 GB; at most 2.0 GB are taken")
                .contains(".gz");
        assertThat(upload("")).as("nobody's").startsWith("HTTP/1.1 4").doesNotContain("spring orders.csv");
    }

    @Test
    void whatIsLoggedOfARequestSaysWhoseItIs() {
        TenantId tenant = tenants.fresh().id();
        List<Map<String, String>> told = new CopyOnWriteArrayList<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.salessync.requests");
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().startsWith("POST /api/v1/keys answered")) {
                    told.add(event.getMDCPropertyMap());
                }
            }
        };
        ear.start();
        logger.addAppender(ear);
        try {
            assertThat(new Browser(port)
                            .withKey(access.key(tenant, Role.OWNER))
                            .post("/api/v1/keys", Map.of())
                            .status())
                    .isEqualTo(422);
            // told once the answer is out
            new Browser(port).withKey(access.key(tenant, Role.OWNER)).post("/api/v1/keys", Map.of());
        } finally {
            logger.detachAppender(ear);
        }
        assertThat(told).isNotEmpty();
        assertThat(told.getFirst())
                .containsEntry("tenant.id", tenant.toString())
                .containsKey("user.id");
    }
}
