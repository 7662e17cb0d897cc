// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Services that do not keep to HTTP, or do not answer at all. */
class UpstreamFaultTest {

    private static RawUpstream closingAfter(String bytes) throws IOException {
        return RawUpstream.scripted(connection -> {
            connection.request();
            connection.send(bytes);
        });
    }

    private static void assertProblem(Message reply, int status, String reason) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = RunningGateway.json(reply);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("reason").asString()).isEqualTo(reason);
        assertThat(problem.get("request_id").asString())
                .isNotEmpty()
                .isEqualTo(reply.field("X-Request-Id"));
        assertThat(reply.text()).doesNotContain("127.0.0.1").doesNotContain("xception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: sideways\r\n\r\nx"
            })
    void whatIsNotHttpIsABadGateway(String garbage) throws Exception {
        try (RawUpstream upstream = closingAfter(garbage);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertProblem(gateway.get("/"), 502, "upstream_protocol");
        }
    }

    /** Chunks override a length, and a gateway has to remove it (RFC 9112, section 6.3). */
    @Test
    void aLengthBesideChunksIsNotPassedOn() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.get("/");
            assertThat(reply.text()).isEqualTo("abc");
            assertThat(reply.has("Content-Length")).isFalse();
        }
    }

    @Test
    void aHeadWithoutAnEndIsABadGatewayBeforeItFillsTheMemory() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send("HTTP/1.1 200 OK\r\n");
                            for (int i = 0; i < 1_000_000; i++) {
                                connection.send("X-" + i + ": " + "x".repeat(1000) + "\r\n");
                            }
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertProblem(gateway.get("/"), 502, "upstream_protocol");
        }
    }

    @Test
    void aResetInsteadOfAReplyIsABadGateway() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.reset();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply =
                    gateway.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertProblem(reply, 502, "upstream_reset");
            assertThat(upstream.accepted()).as("a POST is not sent twice").isEqualTo(1);
        }
    }

    @Test
    void halfAHeadIsABadGateway() throws Exception {
        try (RawUpstream upstream = closingAfter("HTTP/1.1 200 OK\r\nContent-Le");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply =
                    gateway.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertThat(reply.status()).isEqualTo(502);
        }
    }

    @Test
    void whereNobodyListensIsABadGateway() throws Exception {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        String yaml =
                """
                services: [ { name: gone, endpoints: [ "http://127.0.0.1:%d" ] } ]
                routes: [ { name: all, match: { path: "/**" }, to: { service: gone } } ]
                """
                        .formatted(port);
        try (RunningGateway gateway = RunningGateway.start(yaml)) {
            assertProblem(gateway.get("/"), 502, "upstream_connect");
        }
    }

    /** A client must be able to tell half a body from a whole one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\nzz\r\n"
            })
    void aBodyThatBreaksOffNeverLooksComplete(String half) throws Exception {
        try (RawUpstream upstream = closingAfter(half);
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            Message head = client.get("/").head();
            if (head.status() == 200) {
                assertThatThrownBy(() -> client.body(head)).isInstanceOf(IOException.class);
            } else {
                assertThat(head.status()).isEqualTo(502);
            }
            gateway.awaitIdle();
            assertThat(
                            gateway.metric("martlet_failures_total{reason=\"upstream_reset\"}")
                                    + gateway.metric(
                                            "martlet_failures_total{reason=\"upstream_protocol\"}"))
                    .isEqualTo(1);
        }
    }

    /** A client of HTTP/1.0 knows the end by the close: so a broken body ends in a reset. */
    @Test
    void aBrokenBodyIsAResetForAClientOfHttp10() throws Exception {
        try (RawUpstream upstream =
                        closingAfter(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.RESET);
        }
    }

    @Test
    void aServiceThatDoesNotAnswerInTimeIsATimeout() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.awaitEnd();
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(
                                        upstream, ", timeouts: { try: 100ms, request: 100ms }"))) {
            Message reply =
                    gateway.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertProblem(reply, 504, "upstream_timeout");
        }
    }

    @Test
    void aRoutesOwnTimeoutCountsToo() throws Exception {
        try (RawUpstream upstream =
                RawUpstream.scripted(connection -> {
                    connection.request();
                    connection.awaitEnd();
                })) {
            String yaml = RunningGateway.to(upstream, "").replace("to: {", "timeout: 100ms, to: {");
            try (RunningGateway gateway = RunningGateway.start(yaml)) {
                assertThat(gateway.get("/").status()).isEqualTo(504);
            }
        }
    }

    @Test
    void aBodyThatStallsIsBrokenOffAfterTheIdleTime() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
                            connection.awaitEnd();
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(upstream, ", timeouts: { idle: 200ms }"));
                RawConnection client = gateway.connect()) {
            Message head = client.get("/").head();
            assertThat(head.status()).isEqualTo(200);
            assertThatThrownBy(() -> client.body(head))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }
}
