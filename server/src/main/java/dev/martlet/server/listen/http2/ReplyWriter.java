// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.http.WebSocketHandshake;
import dev.martlet.server.connection.ReplyFields;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.Sender;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the reply of one stream, as fast as the client's windows let it. */
final class ReplyWriter {
    private final ServerStream stream;
    private final Sender sender;
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

    ReplyWriter(ServerStream stream, Sender sender, Http2Context context) {
        this.stream = stream;
        this.sender = sender;
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
            checkOpen();
            send(reply, toHead);
            checkOpen();
            stream.end();
            if (!stream.remoteEnded()) {
                // Nobody will read the rest of the request (RFC 9113, section 8.1).
                rst(ErrorCode.NO_ERROR);
            }
        } catch (Broken e) {
            fail(e.failure, e.getCause());
            rst(ErrorCode.INTERNAL_ERROR);
        } catch (IOException e) {
            fail(new Failure.ClientGone(), e);
            rst(ErrorCode.CANCEL);
        } catch (RuntimeException e) {
            fail(new Failure.Internal(), e);
            rst(ErrorCode.INTERNAL_ERROR);
        }
    }

    /**
     * Answers what is not taken; never throws.
     *
     * @param malformed whether it breaks the rules of HTTP/2: the client may be told in words, but
     *     its stream is in error all the same (RFC 9113, section 8.1.1)
     */
    void refuse(FullReply reply, boolean malformed) {
        if (!malformed) {
            write(reply, false);
            return;
        }
        try {
            checkOpen();
            full(reply, false);
        } catch (IOException | RuntimeException e) {
            fail(new Failure.ClientGone(), e);
        }
        stream.end();
        rst(ErrorCode.PROTOCOL_ERROR);
    }

    private void fail(Failure why, @Nullable Throwable thrown) {
        failure = why;
        cause = thrown;
    }

    private void checkOpen() throws IOException {
        if (stream.wasReset()) {
            throw new IOException("stream was reset");
        }
    }

    private void rst(int code) {
        if (sender.reset(stream.window(), code)) {
            sender.flush();
        }
    }

    private void send(Reply reply, boolean toHead) throws Broken, IOException {
        switch (reply) {
            case FullReply full -> full(full, toHead);
            case StreamedReply streamed -> streamed(streamed, toHead);
            case TunnelReply tunnel -> tunnel(tunnel);
        }
    }

    private void tunnel(TunnelReply reply) throws IOException {
        Body fromClient = stream.tunnelled();
        WritableHeaders<?> headers = fields(reply);
        headers.remove(WebSocketHandshake.ACCEPT);
        head(Status.OK_200, headers, false, true);
        new StreamPump(
                        fromClient,
                        (bytes, count, end) -> data(bytes, count, end, true),
                        reply.tunnel())
                .run();
    }

    private void full(FullReply reply, boolean toHead) throws IOException {
        byte[] body = reply.body();
        boolean empty = toHead || ReplyFields.bodiless(reply.status()) || body.length == 0;
        WritableHeaders<?> headers = fields(reply);
        if (!ReplyFields.bodiless(reply.status()) && (body.length > 0 || !toHead)) {
            headers.contentLength(body.length);
        }
        head(reply, headers, empty, empty);
        if (!empty) {
            data(body, body.length, true, true);
        }
    }

    private void streamed(StreamedReply reply, boolean toHead) throws Broken, IOException {
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
                data(chunk, filled, last, ended || !ready(body));
            }
            if (ended && !last) {
                var block = new FieldBlock();
                fields(block, trailers);
                sender.headers(stream.window(), block, true);
                sender.flush();
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

    private void head(Reply reply, Headers headers, boolean end, boolean flush) {
        head(reply.status(), headers, end, flush);
    }

    private void head(Status status, Headers headers, boolean end, boolean flush) {
        var block = new FieldBlock();
        block.status(status.code());
        fields(block, headers);
        sender.headers(stream.window(), block, end);
        if (flush) {
            sender.flush();
        }
    }

    private static void fields(FieldBlock block, Headers headers) {
        for (Header header : headers) {
            block.field(header, header.sensitive());
        }
    }

    private void data(byte[] bytes, int count, boolean end, boolean flush) throws IOException {
        long patience = context.settings().timeouts().writeIdle().toNanos();
        int all = sender.send(stream.window(), bytes, 0, count, end, flush, patience);
        sent += all;
        if (all < count) {
            checkOpen();
            throw new IOException("the client opened no window in time");
        }
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
