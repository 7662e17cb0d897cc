// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Tunnel;
import dev.martlet.server.http2.Sender;
import java.io.IOException;

/** A stream whose DATA belong to another protocol (RFC 8441, section 4). */
final class StreamTunnel implements Tunnel {
    private static final byte[] NOTHING = new byte[0];

    private final Http2Call call;
    private final Http2Call.Opened on;
    private final Inbox inbox;

    StreamTunnel(Http2Call call, Http2Call.Opened on, Inbox inbox) {
        this.call = call;
        this.on = on;
        this.inbox = inbox;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Inbox.Taken taken = inbox.take(buffer, offset, length);
        if (taken.opened() > 0) {
            call.credit(taken.opened());
        }
        return taken.count();
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        send(buffer, offset, length, false);
    }

    @Override
    public void shutdownOutput() throws IOException {
        send(NOTHING, 0, 0, true);
        on.connection().localEnded(on.stream());
    }

    private void send(byte[] bytes, int offset, int length, boolean end) throws IOException {
        Sender sender = on.connection().sender();
        int sent =
                sender.send(on.stream().window(), bytes, offset, length, end, true, Sender.PATIENT);
        if (sent < length) {
            throw new IOException("tunnel: the stream has ended");
        }
    }

    @Override
    public void close() {
        call.end();
    }
}
