package io.salessync;

import io.salessync.kernel.problems.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The modules with their web server. */
record WebProgram(String host, int port, Path dataDir) {
    /** Where people find it. */
    String address() {
        return "http://" + ("0.0.0.0".equals(host) ? "localhost" : host) + ":" + port;
    }

    /** @throws Problem when the port is taken or the database cannot be had */
    ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.addAll(Console.logging(false));
        arguments.add("--server.port=" + port);
        arguments.add("--server.address=" + host);
        arguments.add("--salessync.data-dir=" + dataDir.toAbsolutePath());
        try {
            return new SpringApplicationBuilder(Server.class)
                    .registerShutdownHook(false)
                    .logStartupInfo(false)
                    .run(arguments.toArray(String[]::new));
        } catch (RuntimeException e) {
            throw Startup.problem(e, port);
        }
    }
}
