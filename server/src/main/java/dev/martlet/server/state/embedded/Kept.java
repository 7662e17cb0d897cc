// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import java.nio.ByteBuffer;

/**
 * What is kept of an account. What slices hold is not: after a crash nobody holds any.
 *
 * @param kind what it counts
 * @param count of a bucket what is in it, of a window what is used
 * @param at of a bucket when that was, in milliseconds since 1970; else 0
 * @param until from when on it need not be kept: a bucket is full again, a window is over
 */
record Kept(Kind kind, long count, long at, long until) {
    private static final int SIZE = 1 + 3 * Long.BYTES;

    /** The order is that of the file: new kinds come last. */
    enum Kind {
        BUCKET,
        WINDOW
    }

    static final Codec<Kept> CODEC =
            new Codec<>() {
                @Override
                public byte[] encode(Kept kept) {
                    return ByteBuffer.allocate(SIZE)
                            .put((byte) (kept.kind == Kind.BUCKET ? 0 : 1))
                            .putLong(kept.count)
                            .putLong(kept.at)
                            .putLong(kept.until)
                            .array();
                }

                @Override
                public Kept decode(byte[] bytes) {
                    ByteBuffer from = ByteBuffer.wrap(bytes);
                    Kind kind = from.get() == 0 ? Kind.BUCKET : Kind.WINDOW;
                    return new Kept(kind, from.getLong(), from.getLong(), from.getLong());
                }
            };
}
