// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench's own generator, in its own process, as on a machine without wrk. */
class ClosedLoopTest {

    @TempDir Path work;
    private final AtomicLong asked = new AtomicLong();
    private Children children;
    private HttpServer server;
    private ExecutorService threads;
    private Generator generator;

    @BeforeEach
    void open() throws IOException {
        children = new Children(work);
        generator = new Generator(children, work, Optional.empty());
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        answer("/ok", 200, 1400, "keep-alive");
        answer("/chunked", 200, 0, "keep-alive");
        answer("/broken", 500, 100, "keep-alive");
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.close();
        children.close();
    }

    @Test
    void everyAnswerIsCountedOnce() throws Exception {
        LoadResult result = generator.run(load("/ok", Duration.ofSeconds(1)));

        assertThat(result.failed()).isZero();
        // Those in flight at the end were asked for but not counted: one for each connection.
        assertThat(result.requests()).isPositive().isBetween(asked.get() - 4, asked.get());
        assertThat(result.micros()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(result.cpuMicros()).isPositive();
    }

    @Test
    void aChunkedAnswerEndsWithItsLastChunk() throws Exception {
        LoadResult result = generator.run(load("/chunked", Duration.ofSeconds(1)));

        assertThat(result.failed()).isZero();
        assertThat(result.requests()).isPositive().isBetween(asked.get() - 4, asked.get());
    }

    @Test
    void anErrorStatusIsAFailedRequest() throws Exception {
        LoadResult result = generator.run(load("/broken", Duration.ofSeconds(1)));

        assertThat(result.requests()).isPositive();
        assertThat(result.failed()).isEqualTo(result.requests());
    }

    @Test
    void aServerThatSaysItClosesMayDoSo() throws Exception {
        answer("/last", 200, 100, "close");

        LoadResult result = generator.run(load("/last", Duration.ofSeconds(1)));

        assertThat(result.failed()).isZero();
        assertThat(result.requests()).isGreaterThan(4).isBetween(asked.get() - 4, asked.get());
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsAFailedRequest() throws Exception {
        server.createContext("/gone", exchange -> exchange.close());

        LoadResult result = generator.run(load("/gone", Duration.ofSeconds(1)));

        assertThat(result.requests()).isZero();
        assertThat(result.errors().get("read")).isPositive();
    }

    @Test
    void aLoadThatIsStoppedReportsWhatItSawSoFar() throws Exception {
        Generator.Running running = generator.start(load("/ok", Duration.ofMinutes(5)));
        org.awaitility.Awaitility.await().until(() -> asked.get() > 10);

        LoadResult result = running.stop();

        assertThat(result.requests()).isPositive();
        assertThat(running.going()).isFalse();
    }

    @Test
    void aBodyIsPostedWithItsHeaders() throws Exception {
        var asked = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        server.createContext(
                "/post",
                exchange -> {
                    String type = exchange.getRequestHeaders().getFirst("Content-Type");
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    asked.add(exchange.getRequestMethod() + " " + type + " " + body);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        Path body = Files.writeString(work.resolve("body.json"), "{\"a\":1}");
        var ask = new Ask("/post", Optional.of(body), List.of("Content-Type: text/x"), "", 0);

        generator.run(new Load(server.getAddress().getPort(), ask, 1, Duration.ofSeconds(1)));

        assertThat(asked).isNotEmpty().allMatch("POST text/x {\"a\":1}"::equals);
    }

    private Load load(String path, Duration duration) {
        return new Load(server.getAddress().getPort(), Ask.get(path, ""), 4, duration);
    }

    /** With a length of 0 the JDK's server sends chunks. */
    private void answer(String path, int status, int length, String connection) {
        byte[] body = new byte[length == 0 ? 100 : length];
        server.createContext(
                path,
                exchange -> {
                    asked.incrementAndGet();
                    exchange.getResponseHeaders().set("Connection", connection);
                    exchange.sendResponseHeaders(status, length == 0 ? 0 : body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
    }
}
