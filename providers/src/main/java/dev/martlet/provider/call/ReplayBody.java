// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, kept for another try: in memory if it is small, in a file if it is large, not
 * at all above a limit. Confined to the request's thread, but for {@link #close}.
 */
final class ReplayBody implements AutoCloseable {
    /** In bytes: above this a body waits in a file. */
    static final int SMALL = 1 << 20;

    private byte @Nullable [] bytes;
    private @Nullable Path file;
    private boolean closed;

    ReplayBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The body, from the file if need be. */
    synchronized byte[] bytes() {
        if (bytes != null) {
            return bytes;
        }
        if (file == null) {
            throw new IllegalStateException("body: gone (expected: ask only if it is kept)");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there can be another try. */
    synchronized boolean kept() {
        return !closed && (bytes != null || file != null);
    }

    /**
     * The body was sent for the first time: from here on it only waits for another try.
     *
     * @param limit in bytes; a larger one is let go of
     */
    synchronized void sent(long limit) {
        if (bytes == null || bytes.length <= Math.min(SMALL, limit)) {
            return;
        }
        file = bytes.length <= limit && !closed ? spill(bytes) : null;
        bytes = null;
    }

    /** A disk that is full is no reason to fail a request that may well succeed at once. */
    private static @Nullable Path spill(byte[] bytes) {
        @Nullable Path path = null;
        try {
            path = Files.createTempFile("martlet-", ".body");
            return Files.write(path, bytes);
        } catch (IOException e) {
            delete(path);
            return null;
        }
    }

    private static void delete(@Nullable Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        bytes = null;
        delete(file);
        file = null;
    }
}
