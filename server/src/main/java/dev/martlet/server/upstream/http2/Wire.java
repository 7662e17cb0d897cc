// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A connected socket.
 *
 * @param plain the TCP connection
 * @param spoken what is spoken over: the same, or TLS over it
 */
record Wire(Socket plain, Socket spoken) {
    InputStream in() throws IOException {
        return spoken.getInputStream();
    }

    OutputStream out() throws IOException {
        return spoken.getOutputStream();
    }

    /**
     * Ends our side and skips what still comes until the peer ends its own, or someone cuts the
     * connection: closing on unread bytes would take back our last words.
     */
    void linger() {
        byte[] scratch = new byte[4096];
        try {
            spoken.shutdownOutput();
            InputStream in = plain.getInputStream();
            while (in.read(scratch) >= 0) {
                // Nobody wants it.
            }
        } catch (IOException e) {
            // It is gone, then.
        }
    }

    /** Says good-bye as TLS asks for; may block. */
    void close() {
        try {
            spoken.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        cut();
    }

    /** Ends whatever is blocked on the socket; does not block itself. */
    void cut() {
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
