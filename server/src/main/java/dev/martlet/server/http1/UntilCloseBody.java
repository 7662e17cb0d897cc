// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.io.IOException;

/**
 * The body of a reply that ends with its connection. It cannot be told from a truncated one (RFC
 * 9112, section 8), unless the connection broke instead of ending.
 */
final class UntilCloseBody extends FramedBody {
    UntilCloseBody(HttpInput input) {
        super(input);
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    int readSome(byte[] buffer, int offset, int length) throws IOException {
        int read = input().read(buffer, offset, length);
        if (read < 0) {
            end();
        }
        return read;
    }

    @Override
    long left() {
        return Long.MAX_VALUE;
    }
}
