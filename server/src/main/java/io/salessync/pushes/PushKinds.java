package io.salessync.pushes;

import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kinds of runs that work on pushes. */
@Configuration(proxyBeanMethods = false)
class PushKinds {
    static final String PREPARE = "pushes.prepare";
    static final String SEND = "pushes.send";
    static final String UNDO = "pushes.undo";

    @Bean
    RunKind preparingPushes(Preparing preparing) {
        return new Kind(PREPARE, preparing::prepare);
    }

    @Bean
    RunKind sendingPushes(Sending sending) {
        return new Kind(SEND, sending::send);
    }

    @Bean
    RunKind undoingPushes(Undoing undoing) {
        return new Kind(UNDO, undoing::undo);
    }

    /** Work on one push. */
    private interface Work {
        RunOutcome on(ActiveRun run, UUID push);
    }

    private record Kind(String name, Work work) implements RunKind {
        @Override
        public RunOutcome execute(ActiveRun run) {
            return work.on(
                    run,
                    UUID.fromString(
                            Values.JSON.readTree(run.input()).path("push").asString()));
        }
    }
}
