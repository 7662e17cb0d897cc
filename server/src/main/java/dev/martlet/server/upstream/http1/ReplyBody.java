// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Body;
import dev.martlet.server.http1.FramedBody;
import io.helidon.http.Headers;
import java.io.IOException;

/**
 * The body of a reply. At its end the connection goes back at once, whether or not anyone closes
 * the reply soon; closed before its end, it takes the connection with it.
 */
final class ReplyBody extends Body {
    private final Http1Call call;
    private final FramedBody framed;
    private final long length;

    ReplyBody(Http1Call call, FramedBody framed, long length) {
        this.call = call;
        this.framed = framed;
        this.length = length;
    }

    @Override
    public long length() {
        return Math.max(length, -1);
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (framed.ended()) {
            return -1;
        }
        try {
            int read = framed.read(buffer, offset, count);
            if (framed.ended()) {
                call.complete();
            }
            return read;
        } catch (IOException e) {
            throw call.bodyFailure(e);
        }
    }

    @Override
    public int available() throws IOException {
        return framed.ended() ? 0 : framed.available();
    }

    @Override
    public boolean ready() throws IOException {
        return framed.ready();
    }

    @Override
    public Headers trailers() {
        return framed.trailers();
    }

    @Override
    public void close() {
        call.giveUp();
    }
}
