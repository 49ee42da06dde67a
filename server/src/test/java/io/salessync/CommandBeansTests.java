package io.salessync;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RestController;

class CommandBeansTests {
    /** Commands make their beans when they need them: a missing one would be found by whoever first needs it. */
    @Test
    void everyBeanOfACommandCanBeMade() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(CommandBeans.class)
                .web(WebApplicationType.NONE)
                .initializers(new TestDatabase())
                .lazyInitialization(false)
                .run("--salessync.connections=4", "--logging.level.root=WARN")) {
            assertThat(context.getBean(Tenants.class).all()).isNotNull();
            assertThat(context.getBeansWithAnnotation(RestController.class)).isEmpty();
        }
    }

    @Test
    void commandsThatDoTheWorkOfARunHaveTheWholeProgram() {
        assertThat(SalesSync.doesWork(List.of("ordersync", "run", "--config", "x")))
                .isTrue();
        assertThat(SalesSync.doesWork(List.of("runs", "retry", "id"))).isTrue();
        assertThat(SalesSync.doesWork(List.of("ordersync", "status"))).isFalse();
        assertThat(SalesSync.doesWork(List.of("runs"))).isFalse();
    }
}
