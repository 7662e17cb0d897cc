// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.http.Header;
import java.util.Arrays;

/**
 * A field block that is written (RFC 7541). Nothing is put into the dynamic table: a block then
 * depends on no other, may be made before its stream is, there is nothing that a compression oracle
 * could learn from, and the peer's table size does not matter. Nor is the Huffman code used: it
 * costs more time than the octets are worth beside the bodies.
 */
public final class FieldBlock {
    private static final int NEVER_INDEXED = 0x10;
    private static final int INDEXED = 0x80;

    private byte[] bytes = new byte[512];
    private int size;

    /** The octets, from 0 to {@link #size}. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** The pseudo-header field of a reply. */
    public void status(int code) {
        switch (code) {
            case 200 -> indexed(StaticFields.STATUS);
            case 204 -> indexed(StaticFields.STATUS + 1);
            case 206 -> indexed(StaticFields.STATUS + 2);
            case 304 -> indexed(StaticFields.STATUS + 3);
            case 400 -> indexed(StaticFields.STATUS + 4);
            case 404 -> indexed(StaticFields.STATUS + 5);
            case 500 -> indexed(StaticFields.STATUS + 6);
            default -> named(StaticFields.STATUS, Integer.toString(code));
        }
    }

    /** The method of a request. */
    public void method(String method) {
        switch (method) {
            case "GET" -> indexed(StaticFields.GET);
            case "POST" -> indexed(StaticFields.POST);
            default -> named(StaticFields.METHOD, method);
        }
    }

    /** The scheme of a request: https if it is secure. */
    public void scheme(boolean secure) {
        indexed(secure ? StaticFields.SCHEME_HTTPS : StaticFields.SCHEME_HTTP);
    }

    /** The authority of a request. */
    public void authority(String authority) {
        named(StaticFields.AUTHORITY, authority);
    }

    /** The path and query of a request. */
    public void path(String path) {
        named(StaticFields.PATH, path);
    }

    /**
     * A field; one with several values becomes several.
     *
     * @param sensitive whether nobody on the way may keep it in a table
     * @throws IllegalArgumentException if it has a character that would end it behind a hop that
     *     speaks HTTP/1.1
     */
    public void field(Header header, boolean sensitive) {
        String name = header.headerName().lowerCase();
        if (header.valueCount() == 1) {
            field(name, header.get(), sensitive);
            return;
        }
        for (String value : header.allValues()) {
            field(name, value, sensitive);
        }
    }

    /**
     * A field.
     *
     * @param name in lower case
     * @param sensitive whether nobody on the way may keep it in a table
     * @throws IllegalArgumentException as above
     */
    public void field(String name, String value, boolean sensitive) {
        int index = StaticFields.index(name);
        integer(sensitive ? NEVER_INDEXED : 0, 4, index);
        if (index == 0) {
            string(name);
        }
        string(value);
    }

    private void indexed(int index) {
        integer(INDEXED, 7, index);
    }

    private void named(int index, String value) {
        integer(0, 4, index);
        string(value);
    }

    private void string(String text) {
        int length = text.length();
        integer(0, 7, length);
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("field: control character (expected: none)");
            }
            bytes[size++] = (byte) (c > 0xff ? '?' : c);
        }
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
