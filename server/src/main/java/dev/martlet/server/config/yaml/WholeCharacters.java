// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/**
 * Reads a text without ever ending between the two halves of a character: SnakeYAML Engine reads
 * past its buffer where that happens at the buffer's end.
 */
final class WholeCharacters extends Reader {
    private final StringReader text;

    WholeCharacters(String text) {
        this.text = new StringReader(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (length > 1) {
            text.mark(length);
        }
        int count = text.read(buffer, offset, length);
        if (count > 1 && Character.isHighSurrogate(buffer[offset + count - 1])) {
            text.reset();
            return text.read(buffer, offset, count - 1);
        }
        return count;
    }

    @Override
    public void close() {
        text.close();
    }
}
