package io.salessync.kernel.runs;

import java.lang.management.ManagementFactory;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What this node calls itself in leases: never the same name twice. */
@Component
final class NodeName {
    private final String name = ManagementFactory.getRuntimeMXBean().getName() + "-"
            + UUID.randomUUID().toString().substring(0, 8);

    String name() {
        return name;
    }
}
