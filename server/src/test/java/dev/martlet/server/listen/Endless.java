// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Body;
import java.util.Arrays;

/** A body that never ends, and always has more. */
public final class Endless extends Body {
    private volatile boolean closed;

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        Arrays.fill(buffer, offset, offset + length, (byte) 'z');
        return closed ? -1 : length;
    }

    @Override
    public int available() {
        return 1;
    }

    @Override
    public void close() {
        closed = true;
    }
}
