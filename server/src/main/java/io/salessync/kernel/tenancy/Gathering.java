package io.salessync.kernel.tenancy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions that come at the same moment together: while some are being answered, others gather, and the next round takes all
 * of them. One thread of the system does it, so that its statements do not stand in line behind the very requests that wait for them.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Gathering<Q, A> {
    private static final Logger log = LoggerFactory.getLogger(Gathering.class);

    private final String name;
    private final int most;
    private final Consumer<List<Asked<Q, A>>> work;
    private final BlockingQueue<Asked<Q, A>> queue = new LinkedBlockingQueue<>();
    private volatile @Nullable Thread thread;

    /**
     * @param name of the thread
     * @param most questions in one round
     * @param work answers each of them, in whatever way; those it leaves without an answer get its exception
     */
    public Gathering(String name, int most, Consumer<List<Asked<Q, A>>> work) {
        this.name = name;
        this.most = most;
        this.work = work;
    }

    /** A question, and its answer to be. */
    public static final class Asked<Q, A> {
        private final Q question;
        private final CompletableFuture<A> answer = new CompletableFuture<>();

        private Asked(Q question) {
            this.question = question;
        }

        /** What is asked. */
        public Q question() {
            return question;
        }

        /** Answers it. */
        public void answer(A value) {
            answer.complete(value);
        }

        /** Answers it with this exception. */
        public void fail(RuntimeException problem) {
            answer.completeExceptionally(problem);
        }
    }

    /** Waits for the answer of a round that began after this call. */
    public A ask(Q question) {
        Asked<Q, A> asked = new Asked<>(question);
        queue.add(asked);
        start();
        try {
            return asked.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw e;
        }
    }

    private void start() {
        if (thread == null) {
            synchronized (this) {
                if (thread == null) {
                    thread = Thread.ofPlatform().daemon().name(name).start(this::answerForEver);
                }
            }
        }
    }

    private void answerForEver() {
        List<Asked<Q, A>> round = new ArrayList<>();
        while (true) {
            try {
                round.clear();
                round.add(queue.take());
                queue.drainTo(round, most - 1);
                work.accept(round);
                round.forEach(asked -> asked.fail(new IllegalStateException("No answer was given")));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                round.forEach(asked -> asked.fail(e));
            } catch (Error e) {
                // those who wait are told, and those who come later are served: without this thread nobody would be
                round.forEach(asked -> asked.fail(new IllegalStateException("No answer could be given", e)));
                log.error("{}: a round ended with an error", name, e);
            }
        }
    }
}
