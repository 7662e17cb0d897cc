// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policies of the data plane as a client and a service see them. */
class PoliciesTest {
    private RawUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        upstream =
                RawUpstream.answering(request ->
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"1\"\r\nX-Internal: secret\r\nContent-Length: 4000\r\n\r\n"
                                + "text".repeat(1000));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    private RunningGateway with(String policies) throws Exception {
        return RunningGateway.start(
                """
                services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
                routes: [ { name: all, match: { path: "/shop/{id}/**" }, to: { service: up }, policies: [ %s ] } ]
                """
                        .formatted(upstream.port(), policies));
    }

    @Test
    void aRewriteChangesPathHostAndQuery() throws Exception {
        try (RunningGateway gateway =
                with(
                        "{ kind: rewrite, path: \"/api/{id}/**\", host: internal.test, query: { set: { v: \"2\" }, remove: [ debug ] } }")) {
            gateway.get("/shop/7/a%2Fb/c?debug=1&v=1&k=a%20b");
            Message request = upstream.next();
            assertThat(request.target()).startsWith("/api/7/a%2Fb/c?").contains("k=a%20b", "v=2");
            assertThat(request.target()).doesNotContain("debug").doesNotContain("v=1");
            assertThat(request.field("Host")).isEqualTo("internal.test");
            assertThat(request.field("X-Forwarded-Host")).isEqualTo("test");
        }
    }

    @Test
    void headersAreChangedBothWays() throws Exception {
        try (RunningGateway gateway =
                with(
                        "{ kind: headers, request: { set: { x-team: shop }, remove: [ cookie ] }, response: { add: { x-served-by: martlet }, remove: [ x-internal ] } }")) {
            Message reply =
                    gateway.exchange(
                            "GET /shop/1/ HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nX-Team: forged\r\n\r\n");
            assertThat(reply.field("X-Served-By")).isEqualTo("martlet");
            assertThat(reply.has("X-Internal")).isFalse();
            Message request = upstream.next();
            assertThat(request.field("X-Team")).isEqualTo("shop");
            assertThat(request.has("Cookie")).isFalse();
        }
    }

    @Test
    void aPreflightIsAnsweredByTheGatewayAndAReplySaysWhoMayReadIt() throws Exception {
        try (RunningGateway gateway =
                with(
                        "{ kind: cors, origins: [ \"https://app.example.com\" ], methods: [ GET, PUT ], max-age: 5m }")) {
            Message preflight =
                    gateway.exchange(
                            "OPTIONS /shop/1/ HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example.com\r\nAccess-Control-Request-Method: PUT\r\n\r\n");
            assertThat(preflight.status()).isIn(200, 204);
            assertThat(preflight.field("Access-Control-Allow-Origin"))
                    .isEqualTo("https://app.example.com");
            assertThat(preflight.field("Access-Control-Allow-Methods")).contains("PUT");
            assertThat(preflight.field("Access-Control-Max-Age")).isEqualTo("300");
            assertThat(upstream.waiting()).isZero();
            Message reply =
                    gateway.exchange(
                            "GET /shop/1/ HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example.com\r\n\r\n");
            assertThat(reply.field("Access-Control-Allow-Origin"))
                    .isEqualTo("https://app.example.com");
            Message stranger =
                    gateway.exchange(
                            "GET /shop/1/ HTTP/1.1\r\nHost: a\r\nOrigin: https://evil.example\r\n\r\n");
            assertThat(stranger.has("Access-Control-Allow-Origin")).isFalse();
        }
    }

    @Test
    void callersAreRefusedByAddressBeforeTheServiceHearsOfThem() throws Exception {
        try (RunningGateway gateway = with("{ kind: ip, deny: [ 127.0.0.0/8 ] }")) {
            Message reply = gateway.get("/shop/1/");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(upstream.accepted()).isZero();
        }
        try (RunningGateway gateway = with("{ kind: ip, allow: [ 127.0.0.1 ] }")) {
            assertThat(gateway.get("/shop/1/").status()).isEqualTo(200);
        }
    }

    /** Behind a trusted proxy it is the client that counts, not the proxy. */
    @Test
    void aRefusedAddressIsThatOfTheClientBehindATrustedProxy() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:0", trusted-proxies: [ 127.0.0.0/8 ] } ]
                        routes: [ { name: all, to: { respond: { body: ok } }, policies: [ { kind: ip, deny: [ 203.0.113.0/24 ] } ] } ]
                        """)) {
            assertThat(gateway.get("/").status()).isEqualTo(200);
            assertThat(
                            gateway.exchange(
                                            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
                                    .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void repliesAreCompressedForWhoeverAcceptsIt() throws Exception {
        try (RunningGateway gateway = with("{ kind: compression }")) {
            Message packed =
                    gateway.exchange(
                            "GET /shop/1/ HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(packed.field("Content-Encoding")).isEqualTo("gzip");
            assertThat(packed.field("Vary")).containsIgnoringCase("accept-encoding");
            assertThat(packed.body().length).isLessThan(1000);
            var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()));
            assertThat(new String(unpacked.readAllBytes(), ISO_8859_1))
                    .isEqualTo("text".repeat(1000));
            Message plain = gateway.get("/shop/1/");
            assertThat(plain.has("Content-Encoding")).isFalse();
            assertThat(plain.text()).isEqualTo("text".repeat(1000));
        }
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedUnread() throws Exception {
        try (RunningGateway gateway = with("{ kind: request-size, limit: 1KiB }")) {
            Message reply =
                    gateway.exchange(
                            "PUT /shop/1/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(reply.status()).isEqualTo(413);
            assertThat(upstream.accepted()).isZero();
        }
    }

    /** How large it is shows only while it is on its way. */
    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefusedAndNeverLooksComplete() throws Exception {
        try (RunningGateway gateway = with("{ kind: request-size, limit: 1KiB }");
                RawConnection client = gateway.connect()) {
            client.send("PUT /shop/1/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                client.sendChunk("x".repeat(500));
            }
            assertThat(client.reply().status()).isEqualTo(413);
            assertThat(upstream.waiting()).isZero();
        }
    }

    @Test
    void anInjectedAbortIsAnswered() throws Exception {
        try (RunningGateway gateway = with("{ kind: fault, abort: { status: 503 } }")) {
            Message reply = gateway.get("/shop/1/");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(RunningGateway.json(reply).get("reason").asString())
                    .isEqualTo("fault_injected");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void anInjectedDelayIsWaitedForAndEndsWithTheClient() throws Exception {
        try (RunningGateway gateway = with("{ kind: fault, delay: { for: 200ms } }")) {
            long begin = System.nanoTime();
            assertThat(gateway.get("/shop/1/").status()).isEqualTo(200);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(190_000_000L);
            upstream.next();
        }
        try (RunningGateway gateway = with("{ kind: fault, delay: { for: 1h } }")) {
            try (RawConnection client = gateway.connect()) {
                client.get("/shop/1/");
                org.awaitility.Awaitility.await()
                        .until(() -> gateway.metric("http_server_active_requests") == 1);
            }
            gateway.awaitIdle();
            assertThat(upstream.waiting()).isZero();
        }
    }

    @Test
    void aRouteCanBeExceptedFromAGlobalPolicy() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        policies: [ { kind: headers, name: stamp, response: { set: { x-stamp: "1" } } } ]
                        routes:
                          - { name: a, match: { path: /a }, to: { respond: { body: a } } }
                          - { name: b, match: { path: /b }, to: { respond: { body: b } }, except: [ stamp ] }
                        """)) {
            assertThat(gateway.get("/a").field("X-Stamp")).isEqualTo("1");
            assertThat(gateway.get("/b").has("X-Stamp")).isFalse();
        }
    }
}
