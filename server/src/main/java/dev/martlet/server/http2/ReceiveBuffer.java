// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/**
 * Bytes of a body that came and were not read yet: a ring that grows with what it holds, which the
 * stream's window bounds. Not thread-safe.
 */
public final class ReceiveBuffer {
    private static final int SMALLEST = 1024;

    private static final byte[] NOTHING = new byte[0];

    /** A larger ring is not kept when nothing is in it: nobody accounts for it. */
    private static final int LARGEST_KEPT = 4096;

    private byte[] ring = NOTHING;
    private int start;
    private int count;

    /** Bytes that can be taken. */
    public int size() {
        return count;
    }

    /** Puts bytes in. */
    public void add(byte[] bytes, int offset, int length) {
        if (ring.length - count < length) {
            grow(count + length);
        }
        int at = start + count;
        if (at >= ring.length) {
            at -= ring.length;
        }
        int first = Math.min(length, ring.length - at);
        System.arraycopy(bytes, offset, ring, at, first);
        System.arraycopy(bytes, offset + first, ring, 0, length - first);
        count += length;
    }

    /** Takes bytes out; returns how many. */
    public int take(byte[] to, int offset, int length) {
        int taken = Math.min(length, count);
        int first = Math.min(taken, ring.length - start);
        System.arraycopy(ring, start, to, offset, first);
        System.arraycopy(ring, 0, to, offset + first, taken - first);
        count -= taken;
        start += taken;
        if (start >= ring.length) {
            start -= ring.length;
        }
        if (count == 0) {
            start = 0;
            if (ring.length > LARGEST_KEPT) {
                ring = NOTHING;
            }
        }
        return taken;
    }

    /** Lets go of everything. */
    public void clear() {
        ring = NOTHING;
        start = 0;
        count = 0;
    }

    private void grow(int needed) {
        int size =
                ring.length == 0 ? Math.max(SMALLEST, needed) : Math.max(ring.length * 2, needed);
        byte[] larger = new byte[size];
        int held = count;
        take(larger, 0, held);
        ring = larger;
        start = 0;
        count = held;
    }
}
