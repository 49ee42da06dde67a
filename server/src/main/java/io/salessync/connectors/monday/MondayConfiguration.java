package io.salessync.connectors.monday;

import io.salessync.connectors.Sendings;
import io.salessync.connectors.calls.Waits;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what a sending works with. */
@Configuration(proxyBeanMethods = false)
class MondayConfiguration {
    @Bean
    MondaySending.Parts mondaySendingParts(
            MondayGate gate,
            MondayCosts costs,
            MondaySightings sightings,
            Sendings sendings,
            Waits waits,
            InstantSource clock) {
        return new MondaySending.Parts(gate, costs, sightings, sendings, waits, clock);
    }
}
