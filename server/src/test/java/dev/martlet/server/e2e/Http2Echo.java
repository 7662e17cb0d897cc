// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Sends the body of one request back while it still comes, as far as the windows of the other side
 * allow; a script for {@link RawUpstream}.
 */
final class Http2Echo {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int FIRST_WINDOW = 65_535;

    private final Http2Peer peer;
    private final Semaphore ofStream = new Semaphore(FIRST_WINDOW);
    private final Semaphore ofConnection = new Semaphore(FIRST_WINDOW);
    private final BlockingQueue<Http2Peer.Got> body = new LinkedBlockingQueue<>();

    private Http2Echo(Http2Peer peer) {
        this.peer = peer;
    }

    static void serve(RawConnection connection) throws IOException {
        new Http2Echo(Http2Peer.server(connection)).run();
    }

    private void run() throws IOException {
        Thread writer = Thread.ofVirtual().name("echo").unstarted(this::write);
        try {
            while (true) {
                Http2Peer.Got got = peer.next();
                switch (got.type()) {
                    case Http2Peer.HEADERS -> {
                        peer.headers(got.stream(), false, ":status: 200");
                        writer.start();
                    }
                    case Http2Peer.DATA -> body.add(got);
                    case Http2Peer.WINDOW_UPDATE ->
                            (got.stream() == 0 ? ofConnection : ofStream).release(got.code());
                    case Http2Peer.SETTINGS -> settings(got);
                    default -> {
                        // Pings.
                    }
                }
            }
        } finally {
            writer.interrupt();
        }
    }

    private void settings(Http2Peer.Got got) {
        int window = got.setting(INITIAL_WINDOW_SIZE);
        if (window > FIRST_WINDOW) {
            ofStream.release(window - FIRST_WINDOW);
        }
    }

    private void write() {
        try {
            while (true) {
                Http2Peer.Got got = body.take();
                int length = got.payload().length;
                ofStream.acquire(length);
                ofConnection.acquire(length);
                peer.data(got.stream(), got.ends(), got.payload());
                peer.credit(got);
            }
        } catch (InterruptedException | IOException e) {
            // The connection has ended.
        }
    }
}
