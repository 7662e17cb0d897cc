// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.nio.charset.StandardCharsets;

/**
 * Looks for a word in bytes without making a text of them, which may be many megabytes.
 *
 * @param word in ASCII
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ByteSearch(byte[] word) {
    /**
     * A search.
     *
     * @param word in ASCII, at least one character
     * @return the search
     */
    public static ByteSearch of(String word) {
        return new ByteSearch(word.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether the word is there.
     *
     * @param bytes to look in
     * @return true if so
     */
    public boolean in(byte[] bytes) {
        byte first = word[0];
        int last = bytes.length - word.length;
        for (int i = 0; i <= last; i++) {
            if (bytes[i] == first && at(bytes, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean at(byte[] bytes, int start) {
        for (int i = 1; i < word.length; i++) {
            if (bytes[start + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
