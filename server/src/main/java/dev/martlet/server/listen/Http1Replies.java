// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Moment;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.server.connection.ReplyFields;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.entry.ExchangeHandler.Served;
import dev.martlet.server.http1.BodyWriter;
import dev.martlet.server.http1.Framing;
import dev.martlet.server.http1.HeadWriter;
import dev.martlet.server.http1.HttpOutput;
import dev.martlet.server.http1.ReceivedRequest;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes replies into an HTTP/1 connection. */
final class Http1Replies {
    /** Nothing is said about the length of a body that there is not. */
    private static final long UNSAID = Framing.UNTIL_CLOSE;

    private final HttpOutput output;
    private final HeadWriter heads;
    private final BodyWriter bodies;
    private final ServerContext context;

    Http1Replies(HttpOutput output, ServerContext context) {
        this.output = output;
        this.heads = new HeadWriter(output);
        this.bodies = new BodyWriter(output, heads);
        this.context = context;
    }

    /**
     * How a reply went out.
     *
     * @param sent bytes of its body
     * @param kept whether the client was told that the connection stays
     * @param untilClose whether the end of the connection ends the body
     * @param failure why it is not complete, or null
     * @param replaced whether nothing of it had left, so that the failure was sent in its place
     */
    record Result(
            long sent,
            boolean kept,
            boolean untilClose,
            @Nullable Failure failure,
            @Nullable Throwable cause,
            boolean replaced) {}

    /**
     * Writes the reply of an exchange.
     *
     * @param keep whether the connection may be kept
     */
    Result write(Served served, ReceivedRequest request, boolean keep) {
        Reply reply = served.reply();
        boolean toHead = request.head().method().equals(Method.HEAD);
        boolean bodiless = toHead || ReplyFields.bodiless(reply.status());
        long start = output.flushed();
        boolean untilClose = false;
        boolean kept = keep;
        try {
            @Nullable Body body =
                    !bodiless && reply instanceof StreamedReply streamed ? streamed.body() : null;
            long length = length(reply, body, toHead, request.minorVersion());
            untilClose = !bodiless && length == Framing.UNTIL_CLOSE;
            kept = keep && !untilClose;
            head(reply, length, connection(kept, request.minorVersion()));
            served.exchange().timeline().mark(Moment.HEAD_WRITTEN);
            if (body != null) {
                bodies.send(body, length);
            } else if (!bodiless && reply instanceof FullReply full) {
                bodies.send(full.body());
            } else {
                output.flush();
            }
            return new Result(sent(bodiless), kept, untilClose, null, null, false);
        } catch (IOException | RuntimeException e) {
            return failed(
                    e,
                    request,
                    start,
                    new Result(sent(bodiless), kept, untilClose, null, null, false));
        }
    }

    private long sent(boolean bodiless) {
        return bodiless ? 0 : bodies.sent();
    }

    private Result failed(Exception e, ReceivedRequest request, long start, Result before) {
        Failure why = failure(e);
        boolean replaced = false;
        boolean untouched = !output.broken() && output.flushed() == start;
        output.discard();
        if (untouched && !(why instanceof Failure.ClientGone)) {
            replaced = replace(why, request);
        }
        return new Result(
                replaced ? 0 : before.sent,
                false,
                before.untilClose,
                why,
                e instanceof BodyException || e instanceof GatewayException ? e.getCause() : e,
                replaced);
    }

    private boolean replace(Failure why, ReceivedRequest request) {
        try {
            FullReply reply = context.handler().refuse(why);
            boolean toHead = request.head().method().equals(Method.HEAD);
            head(reply, reply.body().length, HeadWriter.Connection.CLOSE);
            bodies.send(toHead ? new byte[0] : reply.body());
            return true;
        } catch (IOException | RuntimeException e) {
            output.discard();
            return false;
        }
    }

    private Failure failure(Exception e) {
        if (output.broken()) {
            return new Failure.ClientGone();
        }
        return switch (e) {
            case BodyException told -> told.failure();
            case GatewayException told -> told.failure();
            default -> new Failure.Internal();
        };
    }

    private long length(Reply reply, @Nullable Body body, boolean toHead, int minorVersion) {
        int status = reply.status().code();
        if (toHead || status == 304) {
            return announced(reply);
        }
        if (ReplyFields.bodiless(reply.status())) {
            return UNSAID;
        }
        if (reply instanceof FullReply full) {
            return full.body().length;
        }
        if (body == null || body.length() >= 0) {
            return body == null ? 0 : body.length();
        }
        return minorVersion > 0 ? Framing.CHUNKED : Framing.UNTIL_CLOSE;
    }

    /** What a body would have had, were there one (RFC 9110, section 8.6). */
    private static long announced(Reply reply) {
        Headers headers = reply.headers();
        if (headers.contains(HeaderNames.CONTENT_LENGTH)) {
            try {
                return Long.parseLong(headers.get(HeaderNames.CONTENT_LENGTH).get());
            } catch (NumberFormatException e) {
                return UNSAID;
            }
        }
        return reply instanceof FullReply full && full.body().length > 0
                ? full.body().length
                : UNSAID;
    }

    private static HeadWriter.Connection connection(boolean kept, int minorVersion) {
        if (!kept) {
            return HeadWriter.Connection.CLOSE;
        }
        return minorVersion > 0 ? HeadWriter.Connection.UNSAID : HeadWriter.Connection.KEEP_ALIVE;
    }

    private void head(Reply reply, long length, HeadWriter.Connection connection) {
        WritableHeaders<?> headers = reply.headers();
        headers.setIfAbsent(context.date().field());
        heads.reply(reply.status()).fields(headers).length(length).end(connection);
    }

    /** Answers what is not a request; the connection ends with it. */
    void refuse(Failure failure) throws IOException {
        FullReply reply = context.handler().refuse(failure);
        head(reply, reply.body().length, HeadWriter.Connection.CLOSE);
        bodies.send(reply.body());
    }

    /** Tells the client that from here on another protocol is spoken. */
    void switchProtocols(TunnelReply reply) throws IOException {
        reply.headers().setIfAbsent(context.date().field());
        heads.reply(reply.status()).fields(reply.headers()).end(HeadWriter.Connection.UPGRADE);
        output.flush();
    }
}
