// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request reaches the service, and what does not. */
class RequestForwardingTest {
    private RawUpstream upstream;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.saying("hello");
        gateway = RunningGateway.inFrontOf(upstream);
    }

    @AfterEach
    void stop() throws Exception {
        try {
            gateway.close();
        } finally {
            upstream.close();
        }
    }

    @Test
    void methodPathQueryFieldsAndBodyReachTheService() throws Exception {
        Message reply =
                gateway.exchange(
                        """
                        PATCH /orders/7?full=1&full=2 HTTP/1.1\r
                        Host: api.example.com:81\r
                        Content-Type: text/plain\r
                        X-Many: one\r
                        Content-Length: 6\r
                        X-Many: two, three\r
                        \r
                        change\
                        """);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("hello");
        Message request = upstream.next();
        assertThat(request.start()).isEqualTo("PATCH /orders/7?full=1&full=2 HTTP/1.1");
        assertThat(request.text()).isEqualTo("change");
        assertThat(request.field("Host")).isEqualTo("api.example.com:81");
        assertThat(request.field("Content-Type")).isEqualTo("text/plain");
        assertThat(String.join(", ", request.values("X-Many"))).isEqualTo("one, two, three");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb/%E2%82%AC/~user",
                "/a;v=1/b,c/@d:e/(f)!$&'*+=",
                "/p?q=a%20b+c&x=%2F&&y&=z&e=",
                "/p?",
                "/double//slash/",
                "/?a=b?c/d"
            })
    void pathAndQueryAreSentAsTheyCame(String target) throws Exception {
        assertThat(gateway.get(target).status()).isEqualTo(200);
        assertThat(upstream.next().target()).isEqualTo(target);
    }

    /** The service must not read another path than the one that was routed. */
    @ParameterizedTest
    @CsvSource({
        "/public/%2e%2e/admin?a=%2e, /admin?a=%2e",
        "/public/./x/../y, /public/y",
        "/%61dmin/%7euser, /admin/~user",
        "/a%2fb, /a%2Fb"
    })
    void aPathIsSentInTheFormThatWasRouted(String sent, String routed) throws Exception {
        assertThat(gateway.get(sent).status()).isEqualTo(200);
        assertThat(upstream.next().target()).isEqualTo(routed);
    }

    @Test
    void aMethodThatNobodyKnowsIsForwarded() throws Exception {
        assertThat(gateway.exchange("PURGE /x HTTP/1.1\r\nHost: a\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(upstream.next().method()).isEqualTo("PURGE");
    }

    @Test
    void fieldsOfOneHopStayBehind() throws Exception {
        gateway.exchange(
                """
                GET / HTTP/1.1\r
                Host: a\r
                Connection: keep-alive, X-Secret-Hop\r
                Keep-Alive: timeout=5\r
                Proxy-Connection: keep-alive\r
                X-Secret-Hop: 1\r
                TE: gzip\r
                X-Kept: 1\r
                \r
                """);
        assertThat(upstream.next().names())
                .contains("x-kept", "host")
                .doesNotContain(
                        "keep-alive", "proxy-connection", "x-secret-hop", "te", "connection");
    }

    @Test
    void theServiceHearsWhoCalledAndHow() throws Exception {
        gateway.exchange("GET / HTTP/1.1\r\nHost: shop.example.com:8080\r\n\r\n");
        Message request = upstream.next();
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("shop.example.com:8080");
        assertThat(request.field("X-Forwarded-Port")).isEqualTo("" + gateway.port());
        assertThat(request.field("Forwarded"))
                .contains("for=127.0.0.1")
                .contains("proto=http")
                .contains("host=\"shop.example.com:8080\"");
        assertThat(request.field("Via")).isEqualTo("1.1 martlet");
        assertThat(request.field("X-Request-Id")).matches("[0-9a-f]{32}");
    }

    @Test
    void theClientGetsTheIdThatTheServiceGot() throws Exception {
        String first = gateway.get("/").field("X-Request-Id");
        String second = gateway.get("/").field("X-Request-Id");
        assertThat(first).isEqualTo(upstream.next().field("X-Request-Id")).isNotEqualTo(second);
        assertThat(second).isEqualTo(upstream.next().field("X-Request-Id"));
    }

    /** Whoever may forge these is someone else to the service. */
    @Test
    void whatAStrangerClaimsIsRemoved() throws Exception {
        gateway.exchange(
                """
                GET / HTTP/1.1\r
                Host: a\r
                X-Forwarded-For: 10.9.9.9\r
                X-Forwarded-Proto: https\r
                X-Forwarded-Host: internal\r
                X-Forwarded-User: admin\r
                X_Forwarded_User: admin\r
                X-Real-IP: 10.9.9.9\r
                Forwarded: for=10.9.9.9;proto=https\r
                X-Request-Id: forged\r
                \r
                """);
        Message request = upstream.next();
        assertThat(request.fields().toString())
                .doesNotContain("10.9.9.9")
                .doesNotContain("https")
                .doesNotContain("internal")
                .doesNotContain("admin")
                .doesNotContain("forged");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
    }

    @Test
    void aTrustedProxyIsBelievedAndExtended() throws Exception {
        try (RunningGateway trusting =
                RunningGateway.start(
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:0", trusted-proxies: [ 127.0.0.0/8 ] } ]
                        """
                                + RunningGateway.to(upstream, ""))) {
            trusting.exchange(
                    """
                    GET / HTTP/1.1\r
                    Host: a\r
                    X-Forwarded-For: 203.0.113.7\r
                    X-Forwarded-Proto: https\r
                    X-Forwarded-Host: shop.example.com\r
                    X-Request-Id: from-the-edge\r
                    Via: 2 edge\r
                    \r
                    """);
        }
        Message request = upstream.next();
        assertThat(request.field("X-Forwarded-For")).isEqualTo("203.0.113.7, 127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("shop.example.com");
        assertThat(request.field("Forwarded")).contains("for=203.0.113.7").contains("127.0.0.1");
        assertThat(request.field("X-Request-Id")).isEqualTo("from-the-edge");
        assertThat(request.field("Via")).isEqualTo("2 edge, 1.1 martlet");
    }

    @Test
    void aRequestOfHttp10IsServedAndItsConnectionClosed() throws Exception {
        try (RawConnection client = gateway.connect()) {
            Message reply = client.send("GET /old HTTP/1.0\r\n\r\n").reply();
            assertThat(reply.text()).isEqualTo("hello");
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
        }
        Message request = upstream.next();
        assertThat(request.start()).isEqualTo("GET /old HTTP/1.1");
        assertThat(request.field("Via")).isEqualTo("1.0 martlet");
    }

    @Test
    void optionsAndTraceAreForwardedAsOftenAsTheySayAndNoMore() throws Exception {
        gateway.exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 2\r\n\r\n");
        assertThat(upstream.next().field("Max-Forwards")).isEqualTo("1");
        Message last = gateway.exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
        assertThat(last.status()).isEqualTo(204);
        Message trace = gateway.exchange("TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
        assertThat(trace.status()).isEqualTo(405);
        // The field means nothing elsewhere.
        gateway.exchange("GET /then HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
        Message next = upstream.next();
        assertThat(next.start()).startsWith("GET /then");
        assertThat(next.field("Max-Forwards")).isEqualTo("0");
    }

    @Test
    void theTargetMayBeAnAbsoluteUri() throws Exception {
        gateway.exchange("GET http://shop.example.com/a?b HTTP/1.1\r\nHost: other\r\n\r\n");
        Message request = upstream.next();
        assertThat(request.target()).isEqualTo("/a?b");
        assertThat(request.field("Host")).isEqualTo("shop.example.com");
    }
}
