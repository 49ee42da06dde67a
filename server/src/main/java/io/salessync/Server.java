package io.salessync;

import java.time.Clock;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.Modulithic;

/** The program as a set of modules; with a web server for {@code start} and {@code demo}, without one for commands. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(systemName = "SalesSync")
class Server {
    /** The one clock; tests put another in its place and move it. */
    @Bean
    InstantSource clock() {
        return Clock.systemUTC();
    }
}
