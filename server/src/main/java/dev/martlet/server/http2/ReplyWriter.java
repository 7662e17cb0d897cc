// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.server.connection.ReplyFields;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes the reply of one stream, as fast as the client's windows let it. */
final class ReplyWriter {
    private final ServerStream stream;
    private final FrameOutput output;
    private final Http2Context context;
    private long sent;
    private @Nullable Failure failure;
    private @Nullable Throwable cause;

    /** The body of the reply could not be read: not the client's fault. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        Broken(Failure failure, Throwable cause) {
            super(cause);
            this.failure = failure;
        }
    }

    ReplyWriter(ServerStream stream, FrameOutput output, Http2Context context) {
        this.stream = stream;
        this.output = output;
        this.context = context;
    }

    /** Bytes of the body that were sent. */
    long sent() {
        return sent;
    }

    /** Why the reply is not complete, or null. */
    @Nullable Failure failure() {
        return failure;
    }

    @Nullable Throwable cause() {
        return cause;
    }

    /**
     * Writes a reply; never throws.
     *
     * @param toHead whether it answers a HEAD request
     */
    void write(Reply reply, boolean toHead) {
        try {
            if (stream.wasReset()) {
                throw new InterruptedIOException("stream was reset");
            }
            send(reply, toHead);
            stream.end();
            if (!stream.remoteEnded()) {
                // Nobody will read the rest of the request (RFC 9113, section 8.1).
                rst(Frame.NO_ERROR);
            }
        } catch (Broken e) {
            fail(e.failure, e.getCause());
            rst(Frame.INTERNAL_ERROR);
        } catch (IOException e) {
            fail(new Failure.ClientGone(), e);
            rst(Frame.CANCEL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new Failure.ClientGone(), e);
        } catch (RuntimeException e) {
            fail(new Failure.Internal(), e);
            rst(Frame.INTERNAL_ERROR);
        }
    }

    private void fail(Failure why, @Nullable Throwable thrown) {
        failure = why;
        cause = thrown;
    }

    private void rst(int code) {
        if (!stream.wasReset()) {
            output.tryControl(Frame.ofInts(Frame.RST_STREAM, 0, stream.id(), code));
        }
    }

    private void send(Reply reply, boolean toHead)
            throws Broken, IOException, InterruptedException {
        switch (reply) {
            case FullReply full -> full(full, toHead);
            case StreamedReply streamed -> streamed(streamed, toHead);
            case TunnelReply ignored ->
                    throw new IllegalStateException("reply: a tunnel (expected: none in HTTP/2)");
        }
    }

    private void full(FullReply reply, boolean toHead) throws IOException, InterruptedException {
        byte[] body = reply.body();
        boolean empty = toHead || ReplyFields.bodiless(reply.status()) || body.length == 0;
        WritableHeaders<?> headers = fields(reply);
        if (!ReplyFields.bodiless(reply.status()) && (body.length > 0 || !toHead)) {
            headers.contentLength(body.length);
        }
        head(reply, headers, empty, empty);
        if (!empty) {
            data(body, 0, body.length, true, true);
        }
    }

    private void streamed(StreamedReply reply, boolean toHead)
            throws Broken, IOException, InterruptedException {
        WritableHeaders<?> headers = fields(reply);
        if (toHead || ReplyFields.bodiless(reply.status())) {
            head(reply, headers, true, true);
            return;
        }
        Body body = reply.body();
        long length = body.length();
        if (length >= 0) {
            headers.contentLength(length);
        }
        head(reply, headers, false, !ready(body));
        byte[] chunk =
                new byte
                        [length > 0
                                ? (int) Math.min(length, Frame.MAX_PAYLOAD)
                                : Frame.MAX_PAYLOAD];
        boolean ended = false;
        while (!ended) {
            int filled = 0;
            while (filled < chunk.length && (filled == 0 || ready(body))) {
                int count = read(body, chunk, filled);
                if (count < 0) {
                    ended = true;
                    break;
                }
                filled += count;
            }
            if (!ended && length >= 0 && sent + filled >= length) {
                // The end costs no wait once the announced bytes are there.
                ended = atEnd(body);
            }
            Headers trailers = body.trailers();
            boolean last = ended && trailers.size() == 0;
            if (filled > 0 || last) {
                data(chunk, 0, filled, last, ended || !ready(body));
            }
            if (ended && !last) {
                stream.end();
                byte[] block = new HpackEncoder().fields(trailers).block();
                output.headers(stream.id(), block, true, true);
            }
        }
    }

    private static boolean atEnd(Body body) throws Broken {
        if (read(body, new byte[1], 0) >= 0) {
            throw new Broken(
                    new Failure.Internal(),
                    new IOException("body: longer than its announced length"));
        }
        return true;
    }

    private WritableHeaders<?> fields(Reply reply) {
        WritableHeaders<?> headers = reply.headers();
        ReplyFields.removeConnectionFields(headers);
        headers.remove(HeaderNames.UPGRADE);
        if (ReplyFields.bodiless(reply.status()) && reply.status().code() != 304) {
            headers.remove(HeaderNames.CONTENT_LENGTH);
        }
        headers.setIfAbsent(context.date().field());
        return headers;
    }

    private void head(Reply reply, Headers headers, boolean end, boolean flush) throws IOException {
        byte[] block = new HpackEncoder().status(reply.status().code()).fields(headers).block();
        if (end) {
            stream.end();
        }
        output.headers(stream.id(), block, end, flush);
    }

    private void data(byte[] bytes, int offset, int count, boolean end, boolean flush)
            throws IOException, InterruptedException {
        if (count == 0) {
            stream.end();
            output.data(stream.id(), bytes, offset, 0, true, true);
            return;
        }
        int at = offset;
        int left = count;
        while (left > 0) {
            int room = window(Math.min(left, Frame.MAX_PAYLOAD));
            boolean last = end && room == left;
            if (last) {
                stream.end();
            }
            output.data(stream.id(), bytes, at, room, last, room == left ? flush : left - room > 0);
            at += room;
            left -= room;
            sent += room;
        }
    }

    /** Waits for the windows; what was written so far goes out first. */
    private int window(int wanted) throws IOException, InterruptedException {
        int room = stream.window().take(wanted, Duration.ZERO);
        if (room == 0) {
            output.flushNow();
            room = stream.window().take(wanted, context.settings().timeouts().writeIdle());
        }
        if (room == 0) {
            throw new IOException("the client opened no window in time");
        }
        if (room < 0) {
            throw new InterruptedIOException("stream was reset");
        }
        return room;
    }

    private static boolean ready(Body body) throws Broken {
        try {
            return body.ready();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    private static int read(Body body, byte[] chunk, int offset) throws Broken {
        try {
            return body.read(chunk, offset, chunk.length - offset);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    private static Broken broken(Exception e) {
        return switch (e) {
            case BodyException told -> new Broken(told.failure(), told);
            case GatewayException told -> new Broken(told.failure(), told);
            default -> new Broken(new Failure.Internal(), e);
        };
    }
}
