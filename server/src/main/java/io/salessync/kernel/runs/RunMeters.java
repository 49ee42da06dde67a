package io.salessync.kernel.runs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is measured of executions: their number, duration and ending, one span each and one for each step, and dropped log lines. */
@Component
final class RunMeters {
    private static final long MOST_COST = 20;

    private final ObservationRegistry observations;
    private final MeterRegistry registry;
    private final Counter dropped;
    /** Of the last executions by kind, the newest weighing most. */
    private final ConcurrentMap<String, Double> seconds = new ConcurrentHashMap<>();

    RunMeters(ObservationRegistry observations, MeterRegistry meters) {
        this.observations = observations;
        this.registry = meters;
        this.dropped = Counter.builder("salessync.runs.log.dropped")
                .description("lines of run logs that were dropped because the database was away too long")
                .register(meters);
    }

    /** Begins the span of an execution. */
    Span begin(String kind) {
        return new Span(kind);
    }

    /** What a run of that kind takes of its lane's share: the seconds that the last ones here took, 1 to 20. */
    short cost(String kind) {
        return (short) Math.clamp(Math.round(seconds.getOrDefault(kind, 1.0)), 1, MOST_COST);
    }

    /** A short run is over, which was done together with others. */
    void ended(String kind, RunState state, long micros) {
        registry.timer("salessync.runs.execution", "kind", kind, "ending", state.name(), "error", "none")
                .record(micros, TimeUnit.MICROSECONDS);
    }

    void lineDropped() {
        dropped.increment();
    }

    /** An execution and, within it, the step it is at. */
    final class Span {
        private final String kind;
        private final Observation execution;
        private @Nullable Observation step;
        private final long began = System.nanoTime();
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
                double took = (System.nanoTime() - began) / 1e9;
                seconds.merge(kind, took, (old, now) -> old * 0.8 + now * 0.2);
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
