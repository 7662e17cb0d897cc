// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A header block that is written (RFC 7541). Nothing is put into the dynamic table: a block then
 * depends on no other, may be made before its stream is, and the peer's table size does not matter.
 */
final class Block {
    private static final int NEVER_INDEXED = 0x10;
    private static final int INDEXED = 0x80;

    private byte[] bytes = new byte[512];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** A field of the static table, with its value. */
    void indexed(int index) {
        integer(INDEXED, 7, index);
    }

    /** A field whose name is in the static table. */
    void named(int index, String value) {
        integer(0, 4, index);
        string(value);
    }

    /**
     * Any field.
     *
     * @param name in lower case
     * @param sensitive whether nobody on the way may keep it in a table
     */
    void field(String name, String value, boolean sensitive) {
        int index = StaticFields.index(name);
        integer(sensitive ? NEVER_INDEXED : 0, 4, index);
        if (index == 0) {
            string(name);
        }
        string(value);
    }

    private void string(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (byte octet : octets) {
            // Behind a hop that speaks HTTP/1.1 this would be a line of its own.
            if (octet == '\r' || octet == '\n' || octet == 0) {
                throw new IllegalArgumentException("field: control character (expected: none)");
            }
        }
        integer(0, 7, octets.length);
        room(octets.length);
        System.arraycopy(octets, 0, bytes, size, octets.length);
        size += octets.length;
    }

    private void integer(int pattern, int prefix, int value) {
        room(6);
        int mask = (1 << prefix) - 1;
        if (value < mask) {
            bytes[size++] = (byte) (pattern | value);
            return;
        }
        bytes[size++] = (byte) (pattern | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
