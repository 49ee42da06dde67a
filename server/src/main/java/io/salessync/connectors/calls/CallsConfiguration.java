package io.salessync.connectors.calls;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real waiting. */
@Configuration(proxyBeanMethods = false)
class CallsConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Pause pause() {
        return time -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
