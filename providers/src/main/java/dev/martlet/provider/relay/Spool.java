// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.RequestFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body that streams by, and can be read again from its beginning as long as it is not larger than
 * a limit: its first mebibyte is kept in memory, more in a file. Thread-safe: the reader of a try
 * that was given up may still wait for bytes when the next one begins; what it gets, all get.
 */
final class Spool implements AutoCloseable {
    private static final int SMALL = 1 << 20;
    private static final int CHUNK = 16 << 10;

    private final Body source;
    private final FormScan scan;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] memory = new byte[CHUNK];
    private @Nullable Path path;
    private @Nullable FileChannel file;

    /** How much has come from the source. */
    private long come;

    private boolean ended;
    private boolean overflown;
    private boolean closed;

    Spool(Body source, FormScan scan, long limit) {
        this.source = source;
        this.scan = scan;
        this.limit = limit;
    }

    long length() {
        return source.length();
    }

    /** Whether all that came is still there. */
    boolean replayable() {
        lock.lock();
        try {
            return !overflown && !closed;
        } finally {
            lock.unlock();
        }
    }

    long size() {
        lock.lock();
        try {
            return come;
        } finally {
            lock.unlock();
        }
    }

    /** Takes more from the source; false at its end. */
    boolean fill() throws IOException {
        byte[] chunk = new byte[CHUNK];
        lock.lock();
        try {
            return pull(chunk, 0, chunk.length) >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing more can be kept. */
    boolean full() {
        lock.lock();
        try {
            return come >= limit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads from a position.
     *
     * @return bytes read, or -1 at the end
     */
    int read(long position, byte[] buffer, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("closed");
            }
            skipTo(position);
            if (position >= come) {
                return pull(buffer, offset, length);
            }
            if (overflown) {
                throw new IOException("gone");
            }
            return stored(position, buffer, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /** What has not come yet is kept on the way, like all else. */
    private void skipTo(long position) throws IOException {
        byte[] chunk = new byte[0];
        while (position > come && !ended) {
            chunk = chunk.length == 0 ? new byte[CHUNK] : chunk;
            pull(chunk, 0, (int) Math.min(CHUNK, position - come));
        }
    }

    private int pull(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = source.read(buffer, offset, length);
        if (count < 0) {
            ended = true;
            return -1;
        }
        try {
            scan.read(buffer, offset, count);
        } catch (IllegalArgumentException e) {
            throw new BodyException(
                    new RequestFailure.BadRequest("The form: " + e.getMessage() + '.'), e);
        }
        keep(buffer, offset, count);
        come += count;
        return count;
    }

    private void keep(byte[] buffer, int offset, int count) throws IOException {
        if (overflown) {
            return;
        }
        if (come + count > limit) {
            overflown = true;
            return;
        }
        int inMemory = (int) Math.min(count, Math.max(0, SMALL - come));
        if (inMemory > 0) {
            int needed = (int) come + inMemory;
            if (needed > memory.length) {
                memory = Arrays.copyOf(memory, Math.min(SMALL, Math.max(needed, needed * 2)));
            }
            System.arraycopy(buffer, offset, memory, (int) come, inMemory);
        }
        if (inMemory < count) {
            write(ByteBuffer.wrap(buffer, offset + inMemory, count - inMemory), come + inMemory);
        }
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        if (file == null) {
            path = Files.createTempFile("martlet-", ".body");
            file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
        }
        long at = position - SMALL;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    private int stored(long position, byte[] buffer, int offset, int length) throws IOException {
        if (position < SMALL) {
            int count = (int) Math.min(length, Math.min(SMALL, come) - position);
            System.arraycopy(memory, (int) position, buffer, offset, count);
            return count;
        }
        if (file == null) {
            throw new IOException("gone");
        }
        int most = (int) Math.min(length, come - position);
        return file.read(ByteBuffer.wrap(buffer, offset, most), position - SMALL);
    }

    /** How many bytes can be had from a position without waiting. */
    int available(long position) throws IOException {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            if (position < come) {
                return (int) Math.min(CHUNK, come - position);
            }
            return ended ? 0 : source.available();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what is kept. The source belongs to the exchange. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            memory = new byte[0];
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            if (path != null) {
                path.toFile().deleteOnExit();
            }
        } finally {
            lock.unlock();
        }
    }
}
