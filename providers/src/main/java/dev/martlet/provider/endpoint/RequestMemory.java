// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests may be in memory at a time, over all requests to models: each may be
 * large, and whoever opens many connections would otherwise decide how much memory is taken.
 */
public final class RequestMemory {
    private static final int PIECE = 64 << 10;

    private final AtomicLong free;

    /**
     * Room for requests.
     *
     * @param bytes how many, 0 or more
     */
    public RequestMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /**
     * A quarter of the heap: the rest is for what is made of the requests.
     *
     * @return the room
     */
    public static RequestMemory ofThisProcess() {
        return new RequestMemory(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Bytes that nobody holds. */
    long free() {
        return free.get();
    }

    /**
     * Reads the whole body of a request; its bytes count until the exchange is closed.
     *
     * @param most largest accepted body in bytes
     * @throws GatewayException {@link RequestFailure.PayloadTooLarge}, {@link Failure.Overloaded}
     *     if there is no room now, {@link Failure.ClientGone} if the body does not arrive, or what
     *     a {@link BodyException} tells
     */
    byte[] read(Exchange exchange, long most) {
        Payload payload = exchange.payload();
        if (payload.length() > most) {
            throw new GatewayException(new RequestFailure.PayloadTooLarge(most));
        }
        var held = new Held();
        exchange.onClose(held::release);
        if (payload instanceof Payload.Buffered buffered) {
            held.take(buffered.bytes().length);
            return buffered.bytes();
        }
        try (Body body = payload.open()) {
            return all(body, payload.length(), most, held);
        } catch (BodyException e) {
            throw new GatewayException(e.failure(), e);
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        }
    }

    private static byte[] all(Body body, long length, long most, Held held) throws IOException {
        if (length >= 0) {
            held.take(length);
            return body.readNBytes((int) length);
        }
        var bytes = new ByteArrayOutputStream(PIECE);
        byte[] piece = new byte[PIECE];
        int count = body.read(piece, 0, PIECE);
        while (count >= 0) {
            if (bytes.size() + (long) count > most) {
                throw new GatewayException(new RequestFailure.PayloadTooLarge(most));
            }
            // Twice: what is kept grows by doubling.
            held.take(2L * count);
            bytes.write(piece, 0, count);
            count = body.read(piece, 0, PIECE);
        }
        return bytes.toByteArray();
    }

    /** What one exchange holds; only its own thread takes, any thread may release. */
    private final class Held {
        private long bytes;
        private boolean released;

        synchronized void take(long more) {
            if (released) {
                throw new GatewayException(new Failure.ClientGone());
            }
            if (free.addAndGet(-more) < 0) {
                free.addAndGet(more);
                throw new GatewayException(
                        new Failure.Overloaded(
                                "Too many large requests are on their way.",
                                Duration.ofSeconds(1)));
            }
            bytes += more;
        }

        synchronized void release() {
            released = true;
            free.addAndGet(bytes);
            bytes = 0;
        }
    }
}
