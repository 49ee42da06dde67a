package io.salessync.kernel.runs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What is measured of executions: their number, duration and ending, one span each, and log lines that were dropped. */
@Component
final class RunMeters {
    private final ObservationRegistry observations;
    private final Counter dropped;

    RunMeters(ObservationRegistry observations, MeterRegistry meters) {
        this.observations = observations;
        this.dropped = Counter.builder("salessync.runs.log.dropped")
                .description("lines of run logs that were dropped because the database was away too long")
                .register(meters);
    }

    RunEnding execution(String kind, Supplier<RunEnding> work) {
        Observation observation = Observation.createNotStarted("salessync.runs.execution", observations)
                .contextualName("run " + kind)
                .lowCardinalityKeyValue("kind", kind)
                .start();
        try (Observation.Scope ignored = observation.openScope()) {
            RunEnding ending = work.get();
            observation.lowCardinalityKeyValue("ending", word(ending));
            return ending;
        } finally {
            observation.stop();
        }
    }

    private static String word(RunEnding ending) {
        return ending instanceof RunEnding.Finished finished
                ? finished.outcome().state().name()
                : ending.getClass().getSimpleName();
    }

    void lineDropped() {
        dropped.increment();
    }
}
