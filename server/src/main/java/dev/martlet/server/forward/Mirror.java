// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.FilterBody;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Standing;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.Upstream;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies of requests to a second service. The answer is thrown away, and nobody waits for it:
 * a copy runs on a thread of its own, with a cancellation of its own. A body that streams is copied
 * while it goes by, and the copy is sent when the body is complete. What cannot be copied within
 * bounds is not mirrored: a body above {@link #MAX_BODY}, one that finds no room in the {@link
 * BodyMemory}, an upgrade, a copy while {@link #MAX_IN_FLIGHT} others are under way.
 */
public final class Mirror {
    /** Largest body that is copied, in bytes. */
    static final int MAX_BODY = 1 << 20;

    /** Copies under way at a time, over all requests of a route. */
    static final int MAX_IN_FLIGHT = 256;

    /** How much of an answer is read, so that its connection can be used again. */
    private static final int MAX_DISCARD = 1 << 20;

    private static final System.Logger LOG = System.getLogger(Mirror.class.getName());

    private final Upstream service;
    private final double share;
    private final RandomGenerator random;
    private final Executor executor;
    private final BodyMemory memory;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);

    /**
     * A mirror.
     *
     * @param service who gets the copies
     * @param share the share of requests that are copied, 0 to 1
     * @param random decides which
     * @param executor runs each copy on a thread of its own
     * @param memory the room for bodies that are held
     */
    public Mirror(
            Upstream service,
            double share,
            RandomGenerator random,
            Executor executor,
            BodyMemory memory) {
        this.service = service;
        this.share = share;
        this.random = random;
        this.executor = executor;
        this.memory = memory;
    }

    /**
     * Copies the request, now or when its body has gone by.
     *
     * @param exchange the request
     * @param head as it is sent to the first service; copied
     * @param payload as it is sent to the first service
     * @return what to send to the first service instead
     */
    Payload copy(Exchange exchange, RequestHead head, Payload payload) {
        if (share < 1 && random.nextDouble() >= share) {
            return payload;
        }
        if (payload.length() > MAX_BODY || head.headers().contains(HeaderNames.UPGRADE)) {
            return payload;
        }
        RequestHead copy = head.copy();
        if (payload.replayable()) {
            send(exchange, copy, payload, memory.hold());
            return payload;
        }
        BodyMemory.Hold hold = memory.hold();
        exchange.onClose(hold::close);
        return payload.map(
                body -> new Tee(body, hold, whole -> send(exchange, copy, whole, hold.handOver())));
    }

    private void send(Exchange exchange, RequestHead head, Payload payload, BodyMemory.Hold hold) {
        if (!inFlight.tryAcquire()) {
            hold.close();
            return;
        }
        @Nullable Exchange detached = exchange.detach(head, payload);
        if (detached == null) {
            inFlight.release();
            hold.close();
            return;
        }
        detached.set(Standing.KEY, Standing.BACKGROUND);
        detached.onClose(inFlight::release);
        detached.onClose(hold::close);
        try {
            executor.execute(() -> run(detached, head, payload));
        } catch (RejectedExecutionException e) {
            detached.close();
        }
    }

    private void run(Exchange detached, RequestHead head, Payload payload) {
        try (detached;
                Reply reply = service.send(new Call(detached, head, payload), Deadline.NONE)) {
            discard(reply);
        } catch (GatewayException | IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "mirror to " + service.name() + " failed", e);
        }
    }

    private static void discard(Reply reply) throws IOException {
        switch (reply) {
            case StreamedReply streamed -> streamed.body().skip(MAX_DISCARD);
            case FullReply ignored -> {}
            case TunnelReply ignored -> {}
        }
    }

    @Override
    public String toString() {
        return "mirror "
                + service.name()
                + (share < 1 ? " (" + Math.round(share * 100) + "%)" : "");
    }

    /**
     * Keeps what goes by, and hands it on once, at the end of a body that was not too large. Twice
     * the size is held: what is kept grows by doubling.
     */
    private static final class Tee extends FilterBody {
        private final BodyMemory.Hold hold;
        private final Consumer<Payload> whenComplete;
        private @Nullable ByteArrayOutputStream copy = new ByteArrayOutputStream();

        Tee(Body source, BodyMemory.Hold hold, Consumer<Payload> whenComplete) {
            super(source);
            this.hold = hold;
            this.whenComplete = whenComplete;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            @Nullable ByteArrayOutputStream kept = copy;
            if (kept == null) {
                return count;
            }
            if (count < 0) {
                copy = null;
                whenComplete.accept(new Payload.Buffered(kept.toByteArray(), trailers()));
            } else if (kept.size() + count > MAX_BODY || !hold.grow(2L * count)) {
                copy = null;
                hold.close();
            } else {
                kept.write(buffer, offset, count);
            }
            return count;
        }
    }
}
