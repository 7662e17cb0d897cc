// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

/**
 * How much the peer may send on a stream (RFC 9113, section 5.2). Opens as bytes are read, and
 * wider for a reader that is faster than the peer, so that a fast transfer over a long way is not
 * held up and a slow reader keeps little in memory. Not thread-safe.
 */
final class ReceiveWindow {
    private int size = Limits.DEFAULT_WINDOW;
    private int left = Limits.DEFAULT_WINDOW;
    private int read;

    /** Notes a frame; false if it is larger than the window. */
    boolean received(int bytes) {
        left -= bytes;
        return left >= 0;
    }

    /**
     * Notes that bytes were read.
     *
     * @param bytes how many
     * @param allRead whether the reader now waits for the peer
     * @return what to send as a WINDOW_UPDATE, 0 for none
     */
    int read(int bytes, boolean allRead) {
        read += bytes;
        if (read < size / 2) {
            return 0;
        }
        int opened = read;
        read = 0;
        if (allRead && size < Limits.LARGEST_STREAM_WINDOW) {
            int larger = Math.min(size * 2, Limits.LARGEST_STREAM_WINDOW);
            opened += larger - size;
            size = larger;
        }
        left += opened;
        return opened;
    }
}
