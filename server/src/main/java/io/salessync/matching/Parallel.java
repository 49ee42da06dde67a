package io.salessync.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs the same work on several threads and waits for all. */
final class Parallel {
    private Parallel() {}

    /** The work of one thread. */
    interface Work {
        void run(int worker);
    }

    static void run(int workers, Work work) {
        if (workers == 1) {
            work.run(0);
            return;
        }
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            int number = worker;
            threads.add(Thread.ofPlatform().name("matching-" + number).daemon().start(() -> {
                try {
                    work.run(number);
                } catch (Throwable e) {
                    failure.set(e);
                }
            }));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new CompletionException(failed);
        }
    }
}
