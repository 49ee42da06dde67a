package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** A kind of run that does what the test says, one execution after the other. */
@TestComponent
public final class ScriptedKind implements RunKind {
    private final Deque<Function<ActiveRun, RunOutcome>> script = new ArrayDeque<>();
    private @Nullable Function<ActiveRun, RunOutcome> always;
    private final AtomicInteger executions = new AtomicInteger();

    @Override
    public String name() {
        return "test.scripted";
    }

    /** Begins a new script. */
    synchronized void forget() {
        script.clear();
        always = null;
        executions.set(0);
    }

    /** Says what the next execution does; further calls add the ones after it. */
    synchronized void next(Function<ActiveRun, RunOutcome> execution) {
        script.addLast(execution);
    }

    /** Says what every execution does. */
    synchronized void always(Function<ActiveRun, RunOutcome> execution) {
        always = execution;
    }

    int executions() {
        return executions.get();
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        executions.incrementAndGet();
        Function<ActiveRun, RunOutcome> execution;
        synchronized (this) {
            execution = always == null ? script.removeFirst() : always;
        }
        return execution.apply(run);
    }

    RunRequest request(TenantId tenant) {
        return request(tenant, "{}", null);
    }

    RunRequest request(TenantId tenant, String input, @Nullable String exclusiveKey) {
        return new RunRequest(tenant, name(), "test", null, input, exclusiveKey, null);
    }
}
