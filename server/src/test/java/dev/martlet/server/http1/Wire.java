// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Connections made of bytes in memory. */
final class Wire {
    private Wire() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All of it in one read, then the end. */
    static HttpInput whole(String text) {
        return whole(text, HeadLimits.DEFAULT);
    }

    static HttpInput whole(String text, HeadLimits limits) {
        return input(bytes(text), Integer.MAX_VALUE, null, limits);
    }

    /** One byte per read. */
    static HttpInput trickle(String text) {
        return input(bytes(text), 1, null, HeadLimits.DEFAULT);
    }

    /** Reads of random sizes. */
    static HttpInput split(byte[] bytes, RandomGenerator random) {
        return input(bytes, 40, random, HeadLimits.DEFAULT);
    }

    private static HttpInput input(
            byte[] bytes, int most, RandomGenerator random, HeadLimits limits) {
        int[] at = {0};
        return new HttpInput(
                (buffer, offset, length) -> {
                    if (at[0] == bytes.length) {
                        return -1;
                    }
                    int wanted = random == null ? most : random.nextInt(1, most + 1);
                    int count = Math.min(Math.min(wanted, length), bytes.length - at[0]);
                    System.arraycopy(bytes, at[0], buffer, offset, count);
                    at[0] += count;
                    return count;
                },
                new BufferPool(256, 2),
                limits);
    }

    /** What was written, and in how many writes. */
    static final class Sent implements HttpOutput.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int writes;

        @Override
        public void write(byte[] buffer, int offset, int length) {
            writes++;
            bytes.write(buffer, offset, length);
        }

        String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
