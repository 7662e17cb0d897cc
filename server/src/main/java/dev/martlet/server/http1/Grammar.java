// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.nio.charset.StandardCharsets;

/** Which octets may stand where (RFC 9110, section 5.6; RFC 3986), one table look-up each. */
final class Grammar {
    /** An octet of a target: may stand there. */
    static final int TARGET = 1;

    /** An octet of a target: starts a percent-encoding. */
    static final int PERCENT = 2;

    /** An octet of a target: may be part of a dot segment. */
    static final int DOT = 4;

    /** An octet of a target that some servers take for a slash, so that it is refused in a path. */
    static final int BACKSLASH = 8;

    /** A token's octets in lower case, 0 for others. */
    private static final byte[] TOKEN = token();

    private static final boolean[] VALUE = value();
    private static final byte[] TARGETS = target();
    private static final boolean[] HOST = host();

    private Grammar() {}

    /** The octet in lower case if a token may hold it, else 0. */
    static byte token(byte octet) {
        return TOKEN[octet & 0xff];
    }

    /** Whether a field value may hold the octet: tab, space, visible and obs-text. */
    static boolean value(byte octet) {
        return VALUE[octet & 0xff];
    }

    /** What the octet is in a request target, as a set of bits; 0 if it may not stand there. */
    static int target(byte octet) {
        return TARGETS[octet & 0xff];
    }

    static boolean host(byte octet) {
        return HOST[octet & 0xff];
    }

    static boolean ows(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static byte[] token() {
        var table = new byte[256];
        for (byte b :
                "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                        .getBytes(StandardCharsets.US_ASCII)) {
            table[b] = b;
        }
        for (int c = 'A'; c <= 'Z'; c++) {
            table[c] = (byte) (c | 0x20);
        }
        return table;
    }

    private static boolean[] value() {
        var table = new boolean[256];
        for (int c = 0x20; c < 256; c++) {
            table[c] = c != 0x7f;
        }
        table['\t'] = true;
        return table;
    }

    private static byte[] target() {
        var table = new byte[256];
        for (int c = 0x21; c < 0x7f; c++) {
            table[c] = TARGET;
        }
        // A fragment is never sent (RFC 9110, section 7.1).
        table['#'] = 0;
        table['%'] |= PERCENT;
        table['.'] |= DOT;
        table['\\'] |= BACKSLASH;
        return table;
    }

    private static boolean[] host() {
        var table = new boolean[256];
        for (byte b :
                "-._~!$&'()*+;=%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        .getBytes(StandardCharsets.US_ASCII)) {
            table[b] = true;
        }
        return table;
    }
}
