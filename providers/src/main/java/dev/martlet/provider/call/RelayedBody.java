// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.Headers;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A provider's body on its way to the client, with limits of time. */
final class RelayedBody extends Body {
    private static final int CHUNK = 16 << 10;

    private final Body body;
    private final Limits limits;
    private final String provider;
    private final Timed<byte[]> timed = new Timed<>();
    private byte[] come = new byte[0];
    private int at;

    /**
     * How long it may take.
     *
     * @param idle the longest silence, in nanoseconds
     * @param until when it has to be complete
     * @param nanoTime the clock
     */
    record Limits(long idle, long until, LongSupplier nanoTime) {}

    RelayedBody(Body body, Limits limits, String provider) {
        this.body = body;
        this.limits = limits;
        this.provider = provider;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at == come.length) {
            if (!timed.pending() && body.ready()) {
                return body.read(buffer, offset, length);
            }
            // Into an array of its own: it may come when nobody waits any more.
            come = waitFor();
            at = 0;
            if (come.length == 0) {
                return -1;
            }
        }
        int count = Math.min(length, come.length - at);
        System.arraycopy(come, at, buffer, offset, count);
        at += count;
        return count;
    }

    private byte[] waitFor() throws IOException {
        long left = limits.until() - limits.nanoTime().getAsLong();
        try {
            byte @Nullable [] chunk = timed.get(this::chunk, Math.min(limits.idle(), left));
            return chunk == null ? new byte[0] : chunk;
        } catch (Timed.LateException e) {
            throw new BodyException(new UpstreamFailure.Timeout(provider, "body"), e);
        }
    }

    private byte[] chunk() throws IOException {
        byte[] chunk = new byte[CHUNK];
        int count = body.read(chunk, 0, chunk.length);
        return count < 0 ? new byte[0] : Arrays.copyOf(chunk, count);
    }

    @Override
    public int available() throws IOException {
        return at < come.length ? come.length - at : timed.pending() ? 0 : body.available();
    }

    @Override
    public boolean ready() throws IOException {
        return at < come.length || (!timed.pending() && body.ready());
    }

    @Override
    public Headers trailers() {
        return body.trailers();
    }

    @Override
    public void close() {
        body.close();
    }

    /** Tells how it ends, and what it says about usage on the way. */
    static final class Watched extends Body {
        private final Body body;
        private final @Nullable UsageScan scan;
        private final RelayCall.Ending ending;
        private long seen;

        Watched(Body body, @Nullable UsageScan scan, RelayCall.Ending ending) {
            this.body = body;
            this.scan = scan;
            this.ending = ending;
            if (body.length() == 0) {
                end();
            }
        }

        @Override
        public long length() {
            return body.length();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count;
            try {
                count = body.read(buffer, offset, length);
            } catch (IOException e) {
                ending.cut("upstream_cut");
                throw e;
            }
            if (count < 0) {
                end();
            } else {
                passed(buffer, offset, count);
            }
            return count;
        }

        /** Whoever writes a body of known length need not ask for its end. */
        private void passed(byte[] buffer, int offset, int count) {
            if (scan != null) {
                scan.read(buffer, offset, count);
            }
            seen += count;
            if (seen == body.length()) {
                end();
            }
        }

        private void end() {
            if (scan != null && scan.usage() != null) {
                ending.used(scan.usage());
            }
            ending.complete();
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public boolean ready() throws IOException {
            return body.ready();
        }

        @Override
        public Headers trailers() {
            return body.trailers();
        }

        @Override
        public void close() {
            body.close();
        }
    }
}
