// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;

/** Keeps the bytes of a body of known length as they pass, so that they can be sent again. */
final class RetainingBody extends FilterBody {
    private final byte[] bytes;
    private int count;
    private volatile boolean whole;

    RetainingBody(Body source) {
        super(source);
        this.bytes = new byte[Math.toIntExact(source.length())];
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            int kept = Math.min(read, bytes.length - count);
            System.arraycopy(buffer, offset, bytes, count, kept);
            count += kept;
            whole = count == bytes.length;
        }
        return read;
    }

    /** Whether all bytes have passed. */
    boolean whole() {
        return whole;
    }

    /** The bytes once more. */
    Body again() {
        return Body.of(bytes, source().trailers());
    }
}
