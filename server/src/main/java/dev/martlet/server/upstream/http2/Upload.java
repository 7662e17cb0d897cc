// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static dev.martlet.server.http2.Sender.PATIENT;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import io.helidon.http.Headers;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Sends the body of a request. What is at hand leaves together with the head; the rest is pumped by
 * a thread of its own, so that the reply can come while the request is still being sent.
 */
final class Upload implements Runnable {
    /** Bodies up to this size are looked at first, whether they are at hand. */
    private static final int SMALL = 64 * 1024;

    private final Http2Connection connection;
    private final Http2Stream stream;
    private final LongSupplier nanoTime;
    private final Body body;
    private final long length;
    private byte[] held = new byte[0];
    private long sent;
    private volatile boolean ended;
    private volatile long lastProgress;

    Upload(Http2Connection connection, Http2Stream stream, Payload payload, LongSupplier nanoTime) {
        this.connection = connection;
        this.stream = stream;
        this.nanoTime = nanoTime;
        this.length = payload.length();
        this.body = payload.open();
        this.lastProgress = nanoTime.getAsLong();
    }

    /** Whether the whole request was sent, or its sending given up. */
    boolean ended() {
        return ended;
    }

    /** When something was sent last, on the clock of {@link System#nanoTime}. */
    long lastProgress() {
        return lastProgress;
    }

    /**
     * Puts a small body that can be had without waiting into the output.
     *
     * @return whether that was all; if not, {@link #run} goes on
     */
    boolean sendWhatIsThere() {
        try {
            if (length < 0 || length > SMALL || body.available() < length) {
                return false;
            }
            held = body.readNBytes((int) length);
            ended =
                    body.ready()
                            && isLast()
                            && connection.sender().offer(stream.window(), held, held.length, true);
            if (ended) {
                connection.localEnded(stream);
            }
            return ended;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return true;
        }
    }

    @Override
    public void run() {
        try {
            pump();
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            ended = true;
        }
    }

    private void pump() throws IOException {
        boolean more = held.length == 0 || pass(held, held.length);
        byte[] buffer = new byte[Frame.MAX_PAYLOAD];
        while (more) {
            int count = body.read(buffer, 0, buffer.length);
            if (count < 0) {
                finish();
                return;
            }
            more = pass(buffer, count);
        }
    }

    /** Sends bytes; returns whether there is more to send. */
    private boolean pass(byte[] bytes, int count) throws IOException {
        sent += count;
        // At its announced length the end is there as well, and saves a frame of its own.
        boolean last = sent == length && body.ready() && isLast();
        if (!send(bytes, count, last)) {
            return false;
        }
        lastProgress = nanoTime.getAsLong();
        return !last;
    }

    private boolean send(byte[] bytes, int count, boolean last) {
        int all = connection.sender().send(stream.window(), bytes, 0, count, last, true, PATIENT);
        if (last) {
            connection.localEnded(stream);
        }
        return all == count;
    }

    /** Whether the body has ended, without trailers. */
    private boolean isLast() throws IOException {
        if (body.read(new byte[1], 0, 1) >= 0) {
            throw new IOException("request body longer than announced");
        }
        return body.trailers().size() == 0;
    }

    private void finish() throws IOException {
        if (length >= 0 && sent != length) {
            throw new IOException("request body shorter than announced");
        }
        Headers trailers = body.trailers();
        if (trailers.size() > 0) {
            connection.sender().headers(stream.window(), OutgoingHead.trailers(trailers), true);
            connection.sender().flush();
            connection.localEnded(stream);
        } else {
            send(held, 0, true);
        }
    }

    /** Stops an upload that nobody needs any more. */
    void stop() {
        if (!ended) {
            body.close();
        }
    }

    private void failed(Exception e) {
        ended = true;
        Failure failure =
                switch (e) {
                    case BodyException broken -> broken.failure();
                    case GatewayException known -> known.failure();
                    case IOException gone -> new Failure.ClientGone();
                    default -> new Failure.Internal();
                };
        stream.inbox().fail(failure, e);
        connection.reset(stream, ErrorCode.CANCEL);
    }
}
