// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.io.IOException;

/** A body with a Content-Length. */
final class LengthBody extends FramedBody {
    private final long length;
    private long left;

    LengthBody(HttpInput input, long length) {
        super(input);
        this.length = length;
        this.left = length;
        if (length == 0) {
            end();
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    int readSome(byte[] buffer, int offset, int count) throws IOException {
        int read = input().read(buffer, offset, (int) Math.min(count, left));
        if (read <= 0) {
            throw truncated();
        }
        left -= read;
        if (left == 0) {
            end();
        }
        return read;
    }

    @Override
    long left() {
        return left;
    }
}
