// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells HTTP/1 from HTTP/2 on a new connection. */
final class FirstBytes {
    /** No method of HTTP/1 starts like this: enough to tell. */
    private static final byte[] START =
            Frame.PREFACE.substring(0, 4).getBytes(StandardCharsets.US_ASCII);

    private static final int FIRST_READ = 64;
    private static final byte[] NOTHING = new byte[0];

    private final boolean http2;
    private final byte[] bytes;

    private FirstBytes(boolean http2, byte[] bytes) {
        this.http2 = http2;
        this.bytes = bytes;
    }

    boolean http2() {
        return http2;
    }

    /** What was read to find out. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Waits for the first bytes if that is needed; no longer than an idle connection may.
     *
     * @throws IOException if the client ended the connection, or sent nothing in time
     */
    static FirstBytes read(ClientSocket socket, ListenerSettings settings, Watchdog watchdog)
            throws IOException {
        if (!settings.http2()) {
            return new FirstBytes(false, NOTHING);
        }
        if (settings.tls() != null) {
            return new FirstBytes(socket.applicationProtocol().equals("h2"), NOTHING);
        }
        try (Watch watch = watchdog.watch(socket::abort)) {
            watch.in(settings.timeouts().idle());
            byte[] bytes = new byte[FIRST_READ];
            int count = 0;
            while (true) {
                int read = socket.in().read(bytes, count, bytes.length - count);
                if (read < 0) {
                    return new FirstBytes(false, Arrays.copyOf(bytes, count));
                }
                if (count == 0) {
                    watch.in(settings.timeouts().headerRead());
                }
                count += read;
                int known = Math.min(count, START.length);
                boolean fits = Arrays.equals(bytes, 0, known, START, 0, known);
                if (!fits || known == START.length) {
                    return new FirstBytes(fits, Arrays.copyOf(bytes, count));
                }
            }
        }
    }
}
