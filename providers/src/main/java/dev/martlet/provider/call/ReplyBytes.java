// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.call.Trouble.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Reads a reply to its end, within bounds of size and time. */
final class ReplyBytes {
    private static final int CHUNK = 16 << 10;

    private final Reply reply;
    private final LongSupplier nanoTime;

    ReplyBytes(Reply reply, LongSupplier nanoTime) {
        this.reply = reply;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads.
     *
     * @param limit in bytes, also after decompression
     * @param until when it has to be complete
     * @param idle the longest silence, in nanoseconds
     */
    byte[] read(int limit, long until, long idle) throws TryFailed {
        if (!InflatedBody.coding(reply).equals("identity")) {
            throw malformed();
        }
        return switch (reply) {
            case FullReply full -> full.body();
            case StreamedReply streamed -> read(streamed.body(), limit, until, idle);
            default -> throw malformed();
        };
    }

    private byte[] read(Body body, int limit, long until, long idle) throws TryFailed {
        int size = body.length() < 0 ? CHUNK : Math.clamp(body.length(), 512, CHUNK);
        var out = new ByteArrayOutputStream(size);
        byte[] chunk = new byte[size];
        var timed = new Timed<Integer>();
        try {
            while (true) {
                int count;
                if (body.ready()) {
                    count = body.read(chunk, 0, chunk.length);
                } else {
                    long wait = Math.min(idle, until - nanoTime.getAsLong());
                    Integer read = timed.get(() -> body.read(chunk, 0, chunk.length), wait);
                    count = read == null ? -1 : read;
                }
                if (count < 0) {
                    return out.toByteArray();
                }
                out.write(chunk, 0, count);
                if (out.size() > limit) {
                    throw malformed();
                }
            }
        } catch (IOException e) {
            throw Transport.withinReply(e);
        } catch (Timed.LateException e) {
            throw new TryFailed(Kind.STALLED, "The provider stopped sending.");
        }
    }

    private static TryFailed malformed() {
        return new TryFailed(Kind.MALFORMED, "The provider sent an invalid reply.");
    }
}
