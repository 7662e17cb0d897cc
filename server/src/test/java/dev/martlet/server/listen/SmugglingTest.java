// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.server.connection.ListenerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two servers could read in two ways is refused, and nothing behind it is a request. */
class SmugglingTest {
    private static final String BEHIND = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                new TestServer(
                        TestServer.settings(new ListenerLimits(200, 1024, 10, 100, 1000, 100)));
        server.handler.script(exchange ->
                TestHandler.text(
                        new String(exchange.buffer(1000), StandardCharsets.UTF_8) + "done"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x y\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc",
            })
    void anAmbiguousRequestIsRefusedAndTheConnectionEnds(String request) throws IOException {
        try (RawClient client = server.client()) {
            String reply = client.send(request + BEHIND).readAll();

            assertThat(reply).matches("(?s)HTTP/1.1 (400|501) .*").contains("Connection: close");
            assertThat(reply.indexOf("HTTP/1.1", 1)).isNegative();
        }
        assertThat(List.copyOf(server.handler.taken))
                .extracting(exchange -> exchange.request().path())
                .doesNotContain("/smuggled");
    }

    @Test
    void dotSegmentsAreResolvedBeforeRouting() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET /public/%2e%2E/./admin HTTP/1.1\r\nHost: x\r\n\r\n").readReply();
        }
        Exchange exchange = server.handler.taken.remove();
        assertThat(exchange.request().path()).isEqualTo("/admin");
    }

    @Test
    void whatIsTooLargeIsRefusedWithItsOwnStatus() throws IOException {
        refusedWith("414", "GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        refusedWith("431", "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(2000) + "\r\n\r\n");
        refusedWith("431", "GET / HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(11) + "\r\n");
        refusedWith("413", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n");
        refusedWith(
                "413",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"
                        + "a".repeat(101)
                        + "\r\n0\r\n\r\n");
        refusedWith("505", "GET / HTTP/2.0\r\nHost: x\r\n\r\n");
        refusedWith("501", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private void refusedWith(String status, String request) throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(request).readAll())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json");
        }
    }
}
