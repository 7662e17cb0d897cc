// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.Body;
import dev.martlet.core.FilterBody;
import java.io.IOException;

/**
 * A body compressed while it is read, in a fixed amount of memory. As soon as the source has
 * nothing more at hand, what has been taken in is flushed, so that a slow stream reaches the client
 * piece by piece; as long as it has, nothing is flushed, which compresses best.
 */
final class CompressedBody extends FilterBody {
    private static final int BUFFER_SIZE = 8192;

    private final Compressor compressor;
    private final long sourceLength;
    private final byte[] input = new byte[BUFFER_SIZE];

    /**
     * zlib must not be asked to flush into a few bytes: it would begin the flush anew each time.
     */
    private final byte[] output = new byte[BUFFER_SIZE];

    private int position;
    private int limit;
    private long taken;
    private boolean hungry = true;
    private boolean flush;
    private boolean finished;

    CompressedBody(Body source, Encoding encoding) {
        super(source);
        this.compressor = new Compressor(encoding);
        this.sourceLength = source.length();
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !refill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(output, position, buffer, offset, count);
        position += count;
        return count;
    }

    /** Fills the output; false at the end. */
    private boolean refill() throws IOException {
        position = 0;
        limit = 0;
        while (limit == 0) {
            if (hungry) {
                if (finished) {
                    end();
                    return false;
                }
                take();
            }
            limit = compressor.output(output, 0, output.length, flush);
            // Room that is left says that all was taken in and, if asked for, flushed.
            hungry = limit < output.length;
        }
        return true;
    }

    private void take() throws IOException {
        int count = source().read(input, 0, input.length);
        if (count < 0) {
            finished = true;
            flush = false;
            compressor.finish();
            return;
        }
        taken += count;
        compressor.input(input, 0, count);
        // The end of a body of known length is flushed by finishing it.
        flush = taken != sourceLength && source().available() == 0;
    }

    /**
     * What the source has at hand leads to output without waiting: at its last byte it is flushed.
     */
    @Override
    public int available() throws IOException {
        if (position < limit) {
            return limit - position;
        }
        return finished ? 0 : source().available();
    }

    /** Gives the compressor's memory back, and leaves the source to its owner. */
    void end() {
        compressor.close();
    }

    @Override
    public void close() {
        end();
        super.close();
    }
}
