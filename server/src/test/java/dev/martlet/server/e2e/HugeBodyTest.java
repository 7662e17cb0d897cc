// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than the memory: 4 GiB in a process that may have 256 MiB. */
class HugeBodyTest {
    private static final long SIZE = 4L << 30;
    private static final int PIECE = 1 << 20;

    /** Heap, code, threads and the JVM itself; a body that is kept anywhere would be far above. */
    private static final long MOST_RESIDENT_MIB = 512;

    @TempDir private Path folder;

    /** Serves one connection; anything faster than this is not needed. */
    private interface Server {
        long run(RawConnection head, Socket socket) throws Exception;
    }

    private static CompletableFuture<Long> serveOnce(ServerSocket server, Server script) {
        var result = new CompletableFuture<Long>();
        Thread.startVirtualThread(() -> {
            try (Socket socket = server.accept()) {
                result.complete(script.run(new RawConnection(socket), socket));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private GatewayProcess start(int port, int upstream) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("martlet.yaml"),
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:%d" } ]
                        admin: { bind: "127.0.0.1:0" }
                        services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
                        routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
                        """
                                .formatted(port, upstream));
        return GatewayProcess.start(
                folder,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-Xshare:auto"),
                "run",
                "-c",
                file.toString());
    }

    private static void pour(Socket socket) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long sent = 0; sent < SIZE; sent += PIECE) {
            socket.getOutputStream().write(piece);
        }
    }

    private static long drain(InputStream in, long expected) throws IOException {
        byte[] buffer = new byte[PIECE];
        long total = 0;
        while (total < expected) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, expected - total));
            if (count < 0) {
                return total;
            }
            total += count;
        }
        return total;
    }

    private static void assertBounded(GatewayProcess martlet) throws IOException {
        assertThat(martlet.isAlive()).isTrue();
        assertThat(martlet.output()).doesNotContain("OutOfMemory");
        assertThat(martlet.peakResidentMib()).isLessThan(MOST_RESIDENT_MIB);
    }

    @Test
    void aHugeUploadStreamsThrough() throws Exception {
        int port = GatewayProcess.freePort();
        try (ServerSocket server = listen();
                GatewayProcess martlet = start(port, server.getLocalPort())) {
            CompletableFuture<Long> received =
                    serveOnce(
                            server,
                            (connection, socket) -> {
                                Message head = connection.head();
                                assertThat(head.field("Content-Length")).isEqualTo("" + SIZE);
                                long count = drain(connection.input(), SIZE);
                                connection.send(RawUpstream.ok("stored"));
                                connection.awaitEnd();
                                return count;
                            });
            martlet.awaitAdminPort();
            try (RawConnection client = RawConnection.to(port)) {
                client.send("PUT /big HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
                pour(client.socket());
                assertThat(client.reply().text()).isEqualTo("stored");
                assertBounded(martlet);
            }
            martlet.terminate();
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(SIZE);
        }
    }

    @Test
    void aHugeDownloadStreamsThrough() throws Exception {
        int port = GatewayProcess.freePort();
        try (ServerSocket server = listen();
                GatewayProcess martlet = start(port, server.getLocalPort())) {
            CompletableFuture<Long> sent =
                    serveOnce(
                            server,
                            (connection, socket) -> {
                                connection.request();
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                                pour(socket);
                                connection.awaitEnd();
                                return SIZE;
                            });
            martlet.awaitAdminPort();
            try (RawConnection client = RawConnection.to(port)) {
                Message head = client.get("/big").head();
                assertThat(head.field("Content-Length")).isEqualTo("" + SIZE);
                assertThat(drain(client.input(), SIZE)).isEqualTo(SIZE);
                assertBounded(martlet);
            }
            martlet.terminate();
            assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo(SIZE);
        }
    }
}
