// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.http.Header;
import io.helidon.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes field blocks (RFC 7541) with the static table only: no state that streams would have to
 * take turns for, nothing that a compression oracle could learn from (section 7.1). What that costs
 * in octets is little beside the bodies.
 */
final class HpackEncoder {
    private byte[] block = new byte[512];
    private int length;

    /** Starts a block; the first octet tells the peer that we use no table of our own. */
    HpackEncoder() {
        put(0x20);
    }

    /** The status of a reply. */
    HpackEncoder status(int code) {
        for (int index = 8; index <= 14; index++) {
            if (StaticTable.value(index).equals(Integer.toString(code))) {
                put(0x80 | index);
                return this;
            }
        }
        literal(8, "", Integer.toString(code), false);
        return this;
    }

    /** All fields; one with several values becomes several fields. */
    HpackEncoder fields(Headers headers) {
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            int index = StaticTable.find(name);
            for (String value : header.allValues()) {
                literal(index, name, value, header.sensitive());
            }
        }
        return this;
    }

    byte[] block() {
        return Arrays.copyOf(block, length);
    }

    private void literal(int index, String name, String value, boolean sensitive) {
        integer(sensitive ? 0x10 : 0x00, 4, index);
        if (index == 0) {
            string(name);
        }
        string(value);
    }

    private void string(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        integer(0x00, 7, octets.length);
        room(octets.length);
        System.arraycopy(octets, 0, block, length, octets.length);
        length += octets.length;
    }

    private void integer(int pattern, int prefix, int value) {
        int mask = (1 << prefix) - 1;
        if (value < mask) {
            put(pattern | value);
            return;
        }
        put(pattern | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            put((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        put(rest);
    }

    private void put(int octet) {
        room(1);
        block[length++] = (byte) octet;
    }

    private void room(int more) {
        if (length + more > block.length) {
            block = Arrays.copyOf(block, Math.max(block.length * 2, length + more));
        }
    }
}
