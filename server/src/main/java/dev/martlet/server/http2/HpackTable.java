// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import org.jspecify.annotations.Nullable;

/** The static table and a dynamic one behind it (RFC 7541, sections 2.3 and 4). */
final class HpackTable {
    private static final HpackField[] STATIC = staticTable();

    private final int allowed;
    private @Nullable HpackField[] entries = new HpackField[16];
    private int newest;
    private int count;
    private int bytes;
    private int limit;

    /**
     * An empty table.
     *
     * @param allowed most bytes that the peer may ask for
     */
    HpackTable(int allowed) {
        this.allowed = allowed;
        this.limit = allowed;
    }

    /** The entry at an index from 1 on, or null if there is none. */
    @Nullable HpackField get(int index) {
        if (index <= 0) {
            return null;
        }
        if (index <= STATIC.length) {
            return STATIC[index - 1];
        }
        int back = index - STATIC.length - 1;
        return back >= count ? null : entries[(newest - back) & entries.length - 1];
    }

    /** A field that is larger than the table empties it, which is no error. */
    void add(HpackField field) {
        evict(limit - field.size());
        if (field.size() > limit) {
            return;
        }
        if (count == entries.length) {
            grow();
        }
        newest = newest + 1 & entries.length - 1;
        entries[newest] = field;
        count++;
        bytes += field.size();
    }

    /** Changes the size; false if it is more than we allow. */
    boolean resize(int size) {
        if (size > allowed) {
            return false;
        }
        limit = size;
        evict(size);
        return true;
    }

    private void evict(int most) {
        while (count > 0 && bytes > most) {
            int oldest = (newest - count + 1) & entries.length - 1;
            HpackField field = entries[oldest];
            entries[oldest] = null;
            count--;
            bytes -= field == null ? 0 : field.size();
        }
    }

    private void grow() {
        var larger = new @Nullable HpackField[entries.length * 2];
        for (int i = 0; i < count; i++) {
            larger[count - 1 - i] = entries[(newest - i) & entries.length - 1];
        }
        entries = larger;
        newest = count - 1;
    }

    private static HpackField[] staticTable() {
        var table = new HpackField[StaticFields.COUNT];
        for (int i = 0; i < table.length; i++) {
            table[i] =
                    new HpackField(
                            StaticFields.name(i + 1), StaticFields.value(i + 1), null, false);
        }
        return table;
    }
}
