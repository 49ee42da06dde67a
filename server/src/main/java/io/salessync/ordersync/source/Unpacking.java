package io.salessync.ordersync.source;

import io.salessync.kernel.problems.ByteCount;
import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops a packed file that grows out of all proportion. */
final class Unpacking extends FilterInputStream {
    private static final long SMALL = 64L << 20;
    private static final long MOST_RATIO = 250;

    private final String file;
    private final long packed;
    private long count;

    Unpacking(InputStream in, String file, long packed) {
        super(in);
        this.file = file;
        this.packed = Math.max(1, packed);
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) {
            add(1);
        }
        return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = super.read(to, offset, length);
        if (read > 0) {
            add(read);
        }
        return read;
    }

    private void add(int bytes) {
        count += bytes;
        if (count > SMALL && count / packed > MOST_RATIO) {
            throw Problem.of(
                            OrderSyncProblem.UNSAFE_FILE,
                            "%s (%s) is not read on: it unpacks to more than %d times its size. Nothing of it was imported. If it is a real list, unpack it first."
                                    .formatted(file, ByteCount.text(packed), MOST_RATIO))
                    .with("file", file)
                    .with("bytes", packed);
        }
    }
}
