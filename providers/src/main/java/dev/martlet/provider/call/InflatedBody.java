// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a provider has compressed though it was asked not to (RFC 9110, section 8.4.1), as it was
 * before. Each read of the source is decompressed at once, so that events leave as they come. Holds
 * one buffer of what came and one of what it says, however much it is in all.
 */
final class InflatedBody extends Body {
    private static final int SIZE = 8 << 10;

    private final Body body;
    private final boolean gzip;
    private final byte[] come = new byte[SIZE];
    private final byte[] plain = new byte[SIZE];
    private final CRC32 check = new CRC32();
    private Inflater inflater = new Inflater(true);
    private final GzipFrame frame = new GzipFrame();
    private boolean begun;

    /** Whether the inflater may have more without more being given to it. */
    private boolean more;

    private boolean any;
    private int at;
    private int limit;
    private int from;
    private int to;
    private boolean whole;
    private boolean over;

    /**
     * A body.
     *
     * @param gzip whether it is gzip (RFC 1952) and not deflate (RFC 1950, or 1951 alone)
     */
    InflatedBody(Body body, boolean gzip) {
        this.body = body;
        this.gzip = gzip;
    }

    /**
     * A provider's reply without its compression.
     *
     * @return the same if it has none, or one that is not known here
     */
    static Reply plain(Reply reply) {
        String coding = coding(reply);
        boolean gzip = coding.equals("gzip") || coding.equals("x-gzip");
        // A part of something compressed cannot be taken apart.
        boolean known = gzip || coding.equals("deflate");
        if (!known || reply.status().code() == Status.PARTIAL_CONTENT_206.code()) {
            return reply;
        }
        reply.headers().remove(HeaderNames.CONTENT_ENCODING);
        reply.headers().remove(HeaderNames.CONTENT_LENGTH);
        return switch (reply) {
            case StreamedReply streamed -> streamed.mapBody(body -> new InflatedBody(body, gzip));
            case FullReply full ->
                    StreamedReply.of(
                            full.status(),
                            full.headers(),
                            new InflatedBody(Body.of(full.body()), gzip));
            default -> reply;
        };
    }

    /** How a reply is compressed: {@code identity} if it is not. */
    static String coding(Reply reply) {
        return reply.headers()
                .first(HeaderNames.CONTENT_ENCODING)
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (from == to && !over && length > 0) {
            step();
        }
        if (from == to) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(plain, from, buffer, offset, count);
        from += count;
        return count;
    }

    /** Reads and decompresses once; may bring nothing. */
    private void step() throws IOException {
        if (pending()) {
            inflate();
            return;
        }
        int count = body.read(come, 0, come.length);
        at = 0;
        limit = Math.max(0, count);
        any |= limit > 0;
        if (count < 0) {
            over = true;
            if (any && !whole) {
                throw new EOFException("compressed body: broke off");
            }
        }
    }

    private boolean pending() {
        return at < limit || (more && !whole);
    }

    private void inflate() throws IOException {
        if (whole) {
            // What follows is none of the message; some pad it.
            at = limit;
            return;
        }
        if (!begun && !begin()) {
            return;
        }
        if (inflater.finished()) {
            end();
            return;
        }
        if (at < limit) {
            inflater.setInput(come, at, limit - at);
        }
        try {
            to = inflater.inflate(plain);
        } catch (DataFormatException e) {
            throw new IOException("compressed body: broken", e);
        }
        from = 0;
        more = to == plain.length;
        check.update(plain, 0, to);
        if (inflater.needsDictionary()) {
            throw new IOException("compressed body: wants a dictionary");
        }
        at = limit - inflater.getRemaining();
        if (inflater.finished()) {
            more = false;
            end();
        }
    }

    /** Passes what stands before the compressed bytes; false if more of it has to come. */
    private boolean begin() throws IOException {
        if (gzip) {
            at = frame.head(come, at, limit);
            begun = frame.headEnded();
            return begun;
        }
        // The standard has a wrapper of two bytes and more; what has none does not look like it.
        boolean wrapped = (come[at] & 0x0f) == 8 && (come[at] & 0x80) == 0;
        if (wrapped) {
            inflater.end();
            inflater = new Inflater(false);
        }
        begun = true;
        return true;
    }

    private void end() throws IOException {
        if (gzip) {
            at = frame.tail(come, at, limit);
            if (!frame.tailEnded()) {
                return;
            }
            if (frame.sum() != (int) check.getValue()) {
                throw new IOException("compressed body: broken");
            }
        }
        whole = true;
        inflater.end();
    }

    @Override
    public int available() {
        return to - from;
    }

    @Override
    public boolean ready() throws IOException {
        while (from == to && !over) {
            if (!pending() && !body.ready()) {
                return false;
            }
            step();
        }
        return true;
    }

    @Override
    public Headers trailers() {
        return body.trailers();
    }

    /** May come from another thread, while one decompresses: the collector frees the inflater. */
    @Override
    public void close() {
        body.close();
    }
}
