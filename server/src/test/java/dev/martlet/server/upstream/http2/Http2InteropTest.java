// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.EndpointAddress;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http2.Http2Route;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real server: that of Helidon, with prior knowledge. */
class Http2InteropTest {
    private static final long LARGE = 300L * 1024 * 1024;

    private final CountDownLatch hundred = new CountDownLatch(100);
    private final WebServer server =
            WebServer.builder()
                    .port(0)
                    .connectionOptions(options -> options.tcpNoDelay(true))
                    .routing(this::routes)
                    .build()
                    .start();
    private final Watchdog watchdog =
            new Watchdog(System::nanoTime, Executors.newVirtualThreadPerTaskExecutor());
    private final Http2Transport transport =
            new Http2Transport(
                    "orders",
                    new EndpointAddress(false, "localhost", server.port(), null),
                    Rig.settings(8, Duration.ofSeconds(1), Calls.LONG),
                    null,
                    watchdog);

    private void routes(HttpRouting.Builder routing) {
        routing.route(
                        Http2Route.route(
                                Method.GET,
                                "/hello",
                                (req, res) ->
                                        res.header(
                                                        "x-seen",
                                                        req.headers()
                                                                .value(HeaderNames.create("x-ask"))
                                                                .orElse("-"))
                                                .send("hello " + req.authority())))
                .route(
                        Http2Route.route(
                                Method.POST,
                                "/echo",
                                (req, res) -> {
                                    byte[] bytes = req.content().inputStream().readAllBytes();
                                    res.send(bytes);
                                }))
                .route(
                        Http2Route.route(
                                Method.POST,
                                "/count",
                                (req, res) -> {
                                    long count = skipAll(req.content().inputStream());
                                    res.send(Long.toString(count));
                                }))
                .route(
                        Http2Route.route(
                                Method.GET,
                                "/large",
                                (req, res) -> {
                                    byte[] chunk = new byte[32 * 1024];
                                    try (OutputStream out = res.outputStream()) {
                                        for (long sent = 0; sent < LARGE; sent += chunk.length) {
                                            out.write(chunk);
                                        }
                                    }
                                }))
                .route(
                        Http2Route.route(
                                Method.GET,
                                "/together",
                                (req, res) -> {
                                    hundred.countDown();
                                    hundred.await(20, TimeUnit.SECONDS);
                                    res.send(Long.toString(hundred.getCount()));
                                }));
    }

    private static long skipAll(InputStream in) throws java.io.IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
        }
        return total;
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop();
        watchdog.close();
    }

    private static String text(Reply reply) throws Exception {
        try (Body body = ((StreamedReply) reply).body()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    @Test
    void requestsAndRepliesKeepTheirHeads() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.create("X-Ask"), "why");

        Reply reply =
                transport.send(Calls.attempt("GET", "/hello", headers, Payload.NONE, Calls.LONG));

        assertThat(reply.status()).isEqualTo(Status.OK_200);
        assertThat(reply.headers().get(HeaderNames.create("x-seen")).get()).isEqualTo("why");
        assertThat(text(reply)).isEqualTo("hello example.test");
    }

    @Test
    void aBufferedBodyIsSentAndComesBack() throws Exception {
        assertThat(text(transport.send(Calls.post("/echo", "ping")))).isEqualTo("ping");
    }

    @Test
    void callsShareOneConnection() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(text(transport.send(Calls.get("/hello")))).startsWith("hello");
        }

        assertThat(transport.stats().open()).isEqualTo(1);
        assertThat(transport.stats().inFlight()).isZero();
    }

    @Test
    void aHundredStreamsAreOpenAtOnceOnOneConnection() throws Exception {
        List<Future<String>> replies = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> call = () -> text(transport.send(Calls.get("/together")));
            for (int i = 0; i < 100; i++) {
                replies.add(threads.submit(call));
            }
        }

        for (Future<String> reply : replies) {
            assertThat(reply.get()).isEqualTo("0");
        }
        assertThat(transport.stats().open()).isEqualTo(1);
    }

    @Test
    void aLargeUploadStreams() throws Exception {
        var payload = new Payload.Streaming(new Zeros(LARGE));

        assertThat(text(transport.send(Calls.post("/count", payload))))
                .isEqualTo(Long.toString(LARGE));
    }

    @Test
    void aLargeDownloadStreams() throws Exception {
        var reply = (StreamedReply) transport.send(Calls.get("/large"));

        try (Body body = reply.body()) {
            assertThat(skipAll(body)).isEqualTo(LARGE);
        }
    }

    /** A body that nobody has to hold. */
    private static final class Zeros extends Body {
        private final long length;
        private long left;

        Zeros(long length) {
            this.length = length;
            this.left = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            if (left == 0) {
                return -1;
            }
            int read = (int) Math.min(left, count);
            left -= read;
            return read;
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
