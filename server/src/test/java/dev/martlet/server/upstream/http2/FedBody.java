// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.martlet.core.Body;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A request body that comes piece by piece, as a test says. */
final class FedBody extends Body {
    private static final byte[] END = new byte[0];

    private final LinkedBlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
    private final WritableHeaders<?> trailers = WritableHeaders.create();
    private volatile boolean closed;
    private boolean ended;

    FedBody feed(String piece) {
        pieces.add(piece.getBytes(UTF_8));
        return this;
    }

    FedBody end() {
        pieces.add(END);
        return this;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        try {
            byte[] piece = pieces.poll(20, TimeUnit.SECONDS);
            if (piece == null || closed) {
                throw new IOException("nothing fed");
            }
            ended = piece.length == 0;
            System.arraycopy(piece, 0, buffer, offset, piece.length);
            return ended ? -1 : piece.length;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    WritableHeaders<?> trailersToSend() {
        return trailers;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void close() {
        closed = true;
    }
}
