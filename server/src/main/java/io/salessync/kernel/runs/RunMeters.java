package io.salessync.kernel.runs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is measured of executions: their number, duration and ending, one span each and one for each step, and dropped log lines. */
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

    /** Begins the span of an execution. */
    Span begin(String kind) {
        return new Span(kind);
    }

    void lineDropped() {
        dropped.increment();
    }

    /** An execution and, within it, the step it is at. */
    final class Span {
        private final String kind;
        private final Observation execution;
        private @Nullable Observation step;
        private String stepName = "";

        private Span(String kind) {
            this.kind = kind;
            this.execution = Observation.createNotStarted("salessync.runs.execution", observations)
                    .contextualName("run " + kind)
                    .lowCardinalityKeyValue("kind", kind)
                    .start();
        }

        RunEnding within(Supplier<RunEnding> work) {
            try (Observation.Scope ignored = execution.openScope()) {
                RunEnding ending = work.get();
                execution.lowCardinalityKeyValue("ending", word(ending));
                return ending;
            } finally {
                enter("");
                execution.stop();
            }
        }

        /** The execution comes to this step; an empty name: to none. */
        synchronized void enter(String name) {
            if (name.equals(stepName)) {
                return;
            }
            if (step != null) {
                step.stop();
            }
            stepName = name;
            step = name.isEmpty()
                    ? null
                    : Observation.createNotStarted("salessync.runs.step", observations)
                            .contextualName("step " + name)
                            .lowCardinalityKeyValue("kind", kind)
                            .lowCardinalityKeyValue("step", name)
                            .parentObservation(execution)
                            .start();
        }

        private static String word(RunEnding ending) {
            return ending instanceof RunEnding.Finished finished
                    ? finished.outcome().state().name()
                    : ending.getClass().getSimpleName();
        }
    }
}
