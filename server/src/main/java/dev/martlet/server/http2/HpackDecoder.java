// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.http2.Http2HuffmanDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * Decompresses field blocks (RFC 7541). Every block of a connection must pass through, in order,
 * also those of requests that are refused, or the tables of the two sides drift apart. Used by one
 * thread.
 */
final class HpackDecoder {
    /** The table size that HTTP/2 starts with; our SETTINGS leave it so. */
    private static final int TABLE_BYTES = 4096;

    /** What an entry counts beside its octets (section 4.1). */
    private static final int OVERHEAD = 32;

    private final Http2HuffmanDecoder huffman = Http2HuffmanDecoder.create();
    private final DynamicTable table = new DynamicTable();
    private byte[] block = new byte[0];
    private int position;

    /** Takes the fields in their order. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a field.
         *
         * @param sensitive whether it must not be put into a table further on
         */
        void field(String name, String value, boolean sensitive);
    }

    private record Entry(String name, String value) {
        int size() {
            return name.length() + value.length() + OVERHEAD;
        }
    }

    /**
     * Decompresses one block.
     *
     * @throws ConnectionError if it is malformed
     */
    void decode(byte[] bytes, Sink sink) throws ConnectionError {
        block = bytes;
        position = 0;
        boolean mayResize = true;
        while (position < block.length) {
            int first = block[position] & 0xff;
            if ((first & 0xe0) == 0x20) {
                if (!mayResize) {
                    throw malformed("table size update behind a field");
                }
                table.resize(integer(5));
                continue;
            }
            mayResize = false;
            if ((first & 0x80) != 0) {
                Entry entry = entry(integer(7));
                sink.field(entry.name, entry.value, false);
            } else {
                boolean index = (first & 0x40) != 0;
                int nameIndex = integer(index ? 6 : 4);
                String name = nameIndex == 0 ? string() : entry(nameIndex).name;
                String value = string();
                if (index) {
                    table.add(new Entry(name, value));
                }
                sink.field(name, value, (first & 0xf0) == 0x10);
            }
        }
    }

    private Entry entry(int index) throws ConnectionError {
        if (index == 0) {
            throw malformed("index 0");
        }
        if (index <= StaticTable.SIZE) {
            return new Entry(StaticTable.name(index), StaticTable.value(index));
        }
        return table.get(index - StaticTable.SIZE - 1);
    }

    /** Section 5.1. */
    private int integer(int prefix) throws ConnectionError {
        int mask = (1 << prefix) - 1;
        int value = next() & mask;
        if (value < mask) {
            return value;
        }
        int shift = 0;
        while (true) {
            int octet = next();
            if (shift > 21) {
                throw malformed("integer too large");
            }
            value += (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
            shift += 7;
        }
    }

    /** Section 5.2. */
    private String string() throws ConnectionError {
        boolean compressed = position < block.length && (block[position] & 0x80) != 0;
        int length = integer(7);
        if (length > block.length - position) {
            throw malformed("string cut off");
        }
        int start = position;
        position += length;
        if (!compressed) {
            return new String(block, start, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return huffman.decodeString(BufferData.create(block, start, length), length);
        } catch (Http2Exception e) {
            throw malformed("Huffman code");
        }
    }

    private int next() throws ConnectionError {
        if (position == block.length) {
            throw malformed("cut off");
        }
        return block[position++] & 0xff;
    }

    private static ConnectionError malformed(String why) {
        return new ConnectionError(Frame.COMPRESSION_ERROR, "HPACK: " + why);
    }

    /** Section 2.3.2; the newest entry comes first. */
    private static final class DynamicTable {
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private int bytes;
        private int limit = TABLE_BYTES;

        Entry get(int index) throws ConnectionError {
            if (index >= entries.size()) {
                throw malformed("index outside of the table");
            }
            var newest = entries.iterator();
            for (int i = 0; i < index; i++) {
                newest.next();
            }
            return newest.next();
        }

        void add(Entry entry) {
            evict(limit - entry.size());
            if (entry.size() <= limit) {
                entries.addFirst(entry);
                bytes += entry.size();
            }
        }

        void resize(int size) throws ConnectionError {
            if (size > TABLE_BYTES) {
                throw malformed("table larger than agreed");
            }
            limit = size;
            evict(limit);
        }

        private void evict(int room) {
            while (bytes > room && !entries.isEmpty()) {
                bytes -= entries.removeLast().size();
            }
        }
    }
}
