// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.Body;
import dev.martlet.core.FilterBody;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import java.io.IOException;

/** Hands on at most so many bytes; throws as soon as there are more, and again if asked again. */
final class LimitedBody extends FilterBody {
    private final long limit;
    private long left;

    LimitedBody(Body source, long limit) {
        super(source);
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left < 0) {
            throw tooLarge();
        }
        int count = super.read(buffer, offset, length);
        if (count > left) {
            left = -1;
            throw tooLarge();
        }
        left -= Math.max(count, 0);
        return count;
    }

    private GatewayException tooLarge() {
        return new GatewayException(new RequestFailure.PayloadTooLarge(limit));
    }
}
