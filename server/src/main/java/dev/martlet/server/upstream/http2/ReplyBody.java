// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Body;
import io.helidon.http.Headers;
import java.io.IOException;

/** The body of a reply, from its inbox. */
final class ReplyBody extends Body {
    private final Http2Call call;
    private final Inbox inbox;
    private final long length;

    ReplyBody(Http2Call call, Inbox inbox, long length) {
        this.call = call;
        this.inbox = inbox;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        Inbox.Taken taken = inbox.take(buffer, offset, count);
        if (taken.opened() > 0) {
            call.credit(taken.opened());
        }
        return taken.count();
    }

    @Override
    public int available() {
        return inbox.available();
    }

    @Override
    public boolean ready() {
        return inbox.ready();
    }

    @Override
    public Headers trailers() {
        return inbox.trailers();
    }

    @Override
    public void close() {
        call.end();
    }
}
