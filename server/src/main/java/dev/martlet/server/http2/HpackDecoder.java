// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes field blocks (RFC 7541). One per connection; blocks must come in the order in which they
 * were received, those of streams that nobody waits for as well.
 */
public final class HpackDecoder {
    /** The table size that HTTP/2 starts with (RFC 9113, section 6.5.2); our SETTINGS keep it. */
    private static final int TABLE_BYTES = 4096;

    private final HpackTable table = new HpackTable(TABLE_BYTES);
    private byte[] scratch = new byte[256];
    private byte[] block = scratch;
    private int position;
    private int end;

    /**
     * Decodes a whole block.
     *
     * @param fields gets each field in turn
     * @throws ConnectionError if the block is malformed: the tables of both sides then differ
     */
    public void decode(byte[] bytes, int offset, int length, Consumer<HpackField> fields)
            throws ConnectionError {
        block = bytes;
        position = offset;
        end = offset + length;
        boolean first = true;
        while (position < end) {
            int octet = block[position] & 0xff;
            if ((octet & 0xe0) == 0x20) {
                resize(first);
                continue;
            }
            first = false;
            fields.accept(field(octet));
        }
    }

    private HpackField field(int octet) throws ConnectionError {
        if ((octet & 0x80) != 0) {
            return entry(integer(7));
        }
        if ((octet & 0x40) != 0) {
            HpackField field = literal(integer(6), false);
            table.add(field);
            return field;
        }
        return literal(integer(4), (octet & 0x10) != 0);
    }

    private void resize(boolean allowedHere) throws ConnectionError {
        int size = integer(5);
        if (!allowedHere || !table.resize(size)) {
            throw malformed("table size update");
        }
    }

    private HpackField literal(int nameIndex, boolean sensitive) throws ConnectionError {
        if (nameIndex == 0) {
            String name = string();
            return new HpackField(name, string(), null, sensitive);
        }
        HpackField named = entry(nameIndex);
        return new HpackField(named.name(), string(), named.headerName(), sensitive);
    }

    private HpackField entry(int index) throws ConnectionError {
        @Nullable HpackField field = table.get(index);
        if (field == null) {
            throw malformed("index " + index);
        }
        return field;
    }

    private String string() throws ConnectionError {
        if (position >= end) {
            throw malformed("string cut off");
        }
        boolean coded = (block[position] & 0x80) != 0;
        int length = integer(7);
        if (length > end - position) {
            throw malformed("string cut off");
        }
        int start = position;
        position += length;
        if (!coded) {
            return new String(block, start, length, StandardCharsets.ISO_8859_1);
        }
        if (scratch.length < length * 2) {
            scratch = new byte[length * 2];
        }
        int count = Huffman.decode(block, start, length, scratch);
        if (count < 0) {
            throw malformed("Huffman code");
        }
        return new String(scratch, 0, count, StandardCharsets.ISO_8859_1);
    }

    /** An integer with a prefix of some bits (RFC 7541, section 5.1), below 2^28. */
    private int integer(int prefix) throws ConnectionError {
        int mask = (1 << prefix) - 1;
        int value = block[position++] & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift <= 21; shift += 7) {
            if (position >= end) {
                break;
            }
            int octet = block[position++];
            value += (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw malformed("integer");
    }

    private static ConnectionError malformed(String what) {
        return new ConnectionError(ErrorCode.COMPRESSION_ERROR, "malformed field block: " + what);
    }
}
