package io.salessync.ordersync.source;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands blocks from the thread that reads to the one that copies them to the database; a full pipe makes the reader wait. */
final class Pipe {
    private static final byte[] END = new byte[0];
    private static final int BLOCKS = 8;

    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread reader;
    private volatile @Nullable Throwable failure;

    /** Starts {@code reading} on a thread of its own; it gives its blocks to what it is handed. */
    Pipe(Consumer<Consumer<byte[]>> reading) {
        this.reader = Thread.ofPlatform().name("import-reader").daemon().start(() -> {
            try {
                reading.accept(this::put);
            } catch (Throwable e) {
                failure = e;
            } finally {
                end();
            }
        });
    }

    private void put(byte[] block) {
        try {
            blocks.put(block);
        } catch (InterruptedException e) {
            throw new Closed();
        }
    }

    private void end() {
        try {
            blocks.put(END);
        } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next block; null at the end. Throws what the reading threw. */
    byte @Nullable [] take() throws InterruptedException {
        byte[] block = blocks.take();
        if (block != END) {
            return block;
        }
        reader.join();
        switch (failure) {
            case null -> {
                return null;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Ends the reading, wherever it is. */
    void close() {
        reader.interrupt();
        blocks.clear();
        try {
            reader.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super("The other end is gone", null, false, false);
        }
    }
}
