// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** A body of unknown length that comes piece by piece, and may then wait or break. */
public final class Pieces extends Body {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final WritableHeaders<?> trailers = WritableHeaders.create();
    private final CountDownLatch closed = new CountDownLatch(1);
    private CountDownLatch gate = new CountDownLatch(0);
    private Failure failure;
    private long length = -1;

    public Pieces(String... texts) {
        Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .forEach(pieces::add);
    }

    public Pieces trailers(String name, String value) {
        trailers.set(HeaderNames.create(name), value);
        return this;
    }

    /** What comes behind the pieces. */
    public Pieces fail(Failure why) {
        failure = why;
        return this;
    }

    /** Behind the pieces, reads wait for {@link #release}. */
    public Pieces hold() {
        gate = new CountDownLatch(1);
        return this;
    }

    public void release() {
        gate.countDown();
    }

    /** Zero once the body was closed. */
    public CountDownLatch closed() {
        return closed;
    }

    /** What is announced, whatever comes. */
    public Pieces length(long announced) {
        length = announced;
        return this;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        byte[] piece = pieces.peek();
        if (piece == null) {
            return end();
        }
        int count = Math.min(length, piece.length);
        System.arraycopy(piece, 0, buffer, offset, count);
        pieces.poll();
        if (count < piece.length) {
            pieces.push(Arrays.copyOfRange(piece, count, piece.length));
        }
        return count;
    }

    private int end() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
        if (failure != null) {
            throw new BodyException(failure, null);
        }
        return -1;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void close() {
        closed.countDown();
        gate.countDown();
    }
}
