// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/**
 * The Huffman code of HPACK (RFC 7541, section 5.2 and appendix B). The code is canonical, so its
 * lengths say it all: the decoder, which takes four bits a step, is built from them.
 */
final class Huffman {
    /** Bits of the code of each octet, then of EOS. */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, //
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, //
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, //
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, //
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, //
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, //
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, //
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, //
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, //
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, //
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, //
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, //
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, //
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, //
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, //
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, //
        30
    };

    private static final int EOS = 256;
    private static final int LONGEST = 30;

    /** A step that decodes EOS, which must not occur in a string. */
    private static final int FAIL = -1;

    /** Set in a step that completes an octet; the octet is in the bits above. */
    private static final int EMIT = 1 << 8;

    private static final int OCTET_SHIFT = 9;

    /** By node and four bits: the next node, {@link #EMIT} and the octet; or {@link #FAIL}. */
    private static final int[] STEPS = new int[EOS << 4];

    /** By node: whether a string may end there, on less than a byte of ones. */
    private static final boolean[] ENDS = new boolean[EOS];

    static {
        build();
    }

    private Huffman() {}

    /**
     * Decodes a string.
     *
     * @param to large enough for 8/5 of the length
     * @return how many octets it has, or -1 if it is malformed
     */
    static int decode(byte[] from, int offset, int length, byte[] to) {
        int node = 0;
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            int high = STEPS[(node << 4) | ((from[i] >> 4) & 0xf)];
            if (high == FAIL) {
                return -1;
            }
            if ((high & EMIT) != 0) {
                to[count++] = (byte) (high >> OCTET_SHIFT);
            }
            int low = STEPS[((high & 0xff) << 4) | (from[i] & 0xf)];
            if (low == FAIL) {
                return -1;
            }
            if ((low & EMIT) != 0) {
                to[count++] = (byte) (low >> OCTET_SHIFT);
            }
            node = low & 0xff;
        }
        return ENDS[node] ? count : -1;
    }

    private static void build() {
        int[][] children = tree();
        for (int node = 0; node < EOS; node++) {
            for (int bits = 0; bits < 16; bits++) {
                STEPS[(node << 4) | bits] = step(children, node, bits);
            }
        }
        int node = 0;
        for (int depth = 0; depth < 8; depth++) {
            ENDS[node] = true;
            node = children[node][1];
        }
    }

    /**
     * Children of each inner node: another inner node, or a leaf as the complement of its octet.
     */
    private static int[][] tree() {
        int[][] children = new int[EOS][2];
        int nodes = 1;
        int code = 0;
        for (int bits = 1; bits <= LONGEST; bits++) {
            code <<= 1;
            for (int octet = 0; octet <= EOS; octet++) {
                if (LENGTHS[octet] != bits) {
                    continue;
                }
                int node = 0;
                for (int bit = bits - 1; bit > 0; bit--) {
                    int side = (code >> bit) & 1;
                    if (children[node][side] == 0) {
                        children[node][side] = nodes++;
                    }
                    node = children[node][side];
                }
                children[node][code & 1] = ~octet;
                code++;
            }
        }
        return children;
    }

    private static int step(int[][] children, int from, int bits) {
        int node = from;
        int emitted = 0;
        for (int bit = 3; bit >= 0; bit--) {
            node = children[node][(bits >> bit) & 1];
            if (node < 0) {
                int octet = ~node;
                if (octet == EOS) {
                    return FAIL;
                }
                // The shortest code has five bits: one step completes one octet at most.
                emitted = (octet << OCTET_SHIFT) | EMIT;
                node = 0;
            }
        }
        return emitted | node;
    }
}
