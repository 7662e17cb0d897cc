// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import dev.martlet.core.Failure;
import dev.martlet.server.connection.ServerContext;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Tells clients that there are too many of them, as far as that costs next to nothing. */
final class Refusals {
    private static final int AT_ONCE = 64;
    private static final int LOOK_MILLIS = 200;
    private static final int LOOKS = 4;

    private final ServerContext context;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    Refusals(ServerContext context) {
        this.context = context;
    }

    /**
     * Closes a connection.
     *
     * @param tell whether the client would understand a reply
     */
    void refuse(Socket socket, boolean tell) {
        if (!tell || !slots.tryAcquire()) {
            close(socket);
            return;
        }
        Thread.ofVirtual()
                .name("refusal")
                .start(() -> {
                    try {
                        answer(socket);
                    } catch (IOException e) {
                        // It does not want to know.
                    } finally {
                        close(socket);
                        slots.release();
                    }
                });
    }

    private void answer(Socket socket) throws IOException {
        var output =
                new dev.martlet.server.http1.HttpOutput(
                        socket.getOutputStream()::write, context.buffers());
        new Http1Replies(output, context)
                .refuse(
                        new Failure.Overloaded(
                                "The server has too many connections.", Duration.ofSeconds(1)));
        output.release();
        socket.shutdownOutput();
        // Its request would be unread otherwise, and the reply be taken back by the close.
        socket.setSoTimeout(LOOK_MILLIS);
        byte[] request = new byte[4096];
        int reads = LOOKS;
        while (reads > 0 && socket.getInputStream().read(request) > 0) {
            reads--;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
