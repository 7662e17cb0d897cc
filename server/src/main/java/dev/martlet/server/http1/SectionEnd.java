// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

/**
 * Looks for the empty line at the end of a head or of trailers while they trickle in, at each byte
 * once, so that a slow sender cannot make the parser read the same lines over and over.
 */
final class SectionEnd {
    private int at;
    private int lineStart;
    private int firstLine = -1;

    /**
     * Goes on looking where it stopped; the input must not have been read from since.
     *
     * @return true if an empty line, or a line too short to be valid, is buffered
     */
    boolean isIn(HttpInput input) {
        byte[] buffer = input.buffer();
        int start = input.position();
        for (int size = input.buffered(); at < size; at++) {
            if (buffer[start + at] != '\n') {
                continue;
            }
            if (at - lineStart <= 1) {
                return true;
            }
            firstLine = firstLine < 0 ? at + 1 : firstLine;
            lineStart = at + 1;
        }
        return false;
    }

    /** Bytes of the first line with its end, or -1 if it is not complete. */
    int firstLine() {
        return firstLine;
    }
}
