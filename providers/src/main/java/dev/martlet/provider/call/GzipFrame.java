// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import java.io.IOException;

/** What stands around the compressed bytes of one gzip member (RFC 1952), byte by byte. */
final class GzipFrame {
    private static final int FIXED = 10;
    private static final int TAIL = 8;
    private static final int CHECKED = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    /** Of the fixed part of the head. */
    private int seen;

    private int flags;
    private int extra = -1;
    private int extraSeen;
    private int checkSeen;
    private boolean ended;
    private int tailSeen;
    private int sum;

    /**
     * Passes the head.
     *
     * @return where it goes on
     */
    int head(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to && !ended) {
            head(bytes[at] & 0xff);
            at++;
        }
        return at;
    }

    private void head(int octet) throws IOException {
        if (seen < FIXED) {
            fixed(octet);
        } else if ((flags & EXTRA) != 0) {
            extra(octet);
        } else if ((flags & NAME) != 0) {
            flags &= octet == 0 ? ~NAME : ~0;
        } else if ((flags & COMMENT) != 0) {
            flags &= octet == 0 ? ~COMMENT : ~0;
        } else {
            checkSeen++;
            flags &= checkSeen == 2 ? ~CHECKED : ~0;
        }
        ended = seen == FIXED && (flags & (CHECKED | EXTRA | NAME | COMMENT)) == 0;
    }

    private void fixed(int octet) throws IOException {
        boolean good =
                switch (seen) {
                    case 0 -> octet == 0x1f;
                    case 1 -> octet == 0x8b;
                    case 2 -> octet == 8;
                    default -> true;
                };
        if (!good) {
            throw new IOException("compressed body: no gzip");
        }
        if (seen == 3) {
            flags = octet;
        }
        seen++;
    }

    /** Two bytes for the length, the low one first, and that many more. */
    private void extra(int octet) {
        extraSeen++;
        if (extraSeen == 1) {
            extra = octet;
        } else if (extraSeen == 2) {
            extra |= octet << 8;
        }
        if (extraSeen >= 2 && extraSeen == extra + 2) {
            flags &= ~EXTRA;
        }
    }

    boolean headEnded() {
        return ended;
    }

    /**
     * Passes the tail.
     *
     * @return where it goes on
     */
    int tail(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && tailSeen < TAIL) {
            if (tailSeen < 4) {
                sum |= (bytes[at] & 0xff) << (8 * tailSeen);
            }
            tailSeen++;
            at++;
        }
        return at;
    }

    boolean tailEnded() {
        return tailSeen == TAIL;
    }

    /** The checksum of the plain bytes; complete once the tail has ended. */
    int sum() {
        return sum;
    }
}
