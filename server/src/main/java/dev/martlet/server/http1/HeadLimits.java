// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

/**
 * How large a head may be.
 *
 * @param requestLine bytes of a request or status line, 64 to 1 MiB
 * @param headerBytes bytes of all header fields together, 128 to 1 MiB; half of it for trailers
 * @param fields how many field lines, 1 to 10000
 */
public record HeadLimits(int requestLine, int headerBytes, int fields) {
    /** 8 KiB, 32 KiB, 100 fields. */
    public static final HeadLimits DEFAULT = new HeadLimits(8 << 10, 32 << 10, 100);

    public HeadLimits {
        check("requestLine", requestLine, 64, 1 << 20);
        check("headerBytes", headerBytes, 128, 1 << 20);
        check("fields", fields, 1, 10_000);
    }

    /** The largest head: what an input's buffer has to hold. */
    int largest() {
        return requestLine + headerBytes;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
