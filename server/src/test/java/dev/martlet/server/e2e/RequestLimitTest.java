// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are too large, too slow or not clearly one request: refused before any route. */
class RequestLimitTest {
    private static final String YAML =
            """
            listeners:
              - name: public
                bind: "127.0.0.1:0"
                limits: { header-size: 4KiB, headers: 20, request-line: 1KiB, body-size: 1KiB }
                timeouts: { header-read: 300ms, idle: 300ms }
            routes: [ { name: all, match: { path: "/**" }, to: { respond: { body: "fine" } } } ]
            """;

    private static void assertRefused(String request, int status) throws Exception {
        try (RunningGateway gateway = RunningGateway.start(YAML);
                RawConnection client = gateway.connect()) {
            Message reply = client.send(request).reply();
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(RunningGateway.json(reply).get("request_id").asString()).isNotEmpty();
            assertThat(reply.field("Connection")).isEqualTo("close");
            client.awaitEnd();
        }
    }

    @Test
    void aLongRequestLineIsRefused() throws Exception {
        assertRefused("GET /" + "a".repeat(1100) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    }

    @Test
    void largeHeaderFieldsAreRefused() throws Exception {
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(5000) + "\r\n\r\n", 431);
    }

    @Test
    void tooManyHeaderFieldsAreRefused() throws Exception {
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(30) + "\r\n", 431);
    }

    @Test
    void aBodyAboveTheListenersLimitIsRefused() throws Exception {
        assertRefused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n", 413);
    }

    /**
     * What could be read as two different requests by two servers in a row (RFC 9112, section
     * 11.2).
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void whatIsNotClearlyOneRequestIsRefused(String request) throws Exception {
        assertRefused(request, 400);
    }

    @Test
    void aTransferCodingThatNobodyKnowsIsRefused() throws Exception {
        assertRefused(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                501);
    }

    /** A slow loris: bytes keep coming, but the head does not end. */
    @Test
    void aHeadThatTakesTooLongIsRefusedAndClosed() throws Exception {
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", 408);
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(YAML);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/").reply().text()).isEqualTo("fine");
            assertThat(client.silentFor(5000)).isTrue();
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
        }
    }
}
