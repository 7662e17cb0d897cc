// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.io.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Gives the client a time for each write. */
final class WatchedOutput extends OutputStream {
    private final OutputStream out;
    private final Watch watch;
    private final Duration writeIdle;

    /**
     * An output.
     *
     * @param watch closes the socket when it fires
     * @param writeIdle how long a client may take for one write
     */
    WatchedOutput(OutputStream out, Watch watch, Duration writeIdle) {
        this.out = out;
        this.watch = watch;
        this.writeIdle = writeIdle;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        for (int at = 0; at < count; at += Http2Connection.WRITE_BYTES) {
            watch.in(writeIdle);
            out.write(bytes, offset + at, Math.min(count - at, Http2Connection.WRITE_BYTES));
        }
        watch.clear();
    }
}
