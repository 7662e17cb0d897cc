// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Which route a request takes, and where that leads. */
class RoutingTest {
    /** Every condition once; the order in the file is the wrong one on purpose. */
    private static final String PRECEDENCE =
            """
            routes:
              - { name: any, match: { path: "/**" }, to: { respond: { body: "any" } } }
              - { name: any-host, match: { host: "*.example.com", path: "/**" }, to: { respond: { body: "any-host" } } }
              - { name: host, match: { host: api.example.com, path: "/**" }, to: { respond: { body: "host" } } }
              - { name: prefix, match: { host: api.example.com, path: "/a/**" }, to: { respond: { body: "prefix" } } }
              - { name: template, match: { host: api.example.com, path: "/a/{id}" }, to: { respond: { body: "template" } } }
              - { name: exact, match: { host: api.example.com, path: "/a/b" }, to: { respond: { body: "exact" } } }
              - { name: method, match: { host: api.example.com, path: "/a/b", methods: PUT }, to: { respond: { body: "method" } } }
              - { name: header, match: { host: api.example.com, path: "/a/b", headers: { x-beta: "1" } }, to: { respond: { body: "header" } } }
              - { name: query, match: { host: api.example.com, path: "/a/b", query: { v: "2" } }, to: { respond: { body: "query" } } }
              - { name: when, match: { path: "/when/**", when: "request.query['n'].startsWith('x') && request.method == 'GET'" }, to: { respond: { body: "when" } } }
              - { name: regex, match: { path: { regex: "/r/[0-9]+" } }, to: { respond: { body: "regex" } } }
            """;

    @ParameterizedTest
    @CsvSource({
        "GET, other.test, /x, , any",
        "GET, www.example.com, /x, , any-host",
        "GET, API.Example.com:8080, /x, , host",
        "GET, api.example.com, /a/b/c, , prefix",
        "GET, api.example.com, /a/z, , template",
        "GET, api.example.com, /a/b, , exact",
        "PUT, api.example.com, /a/b, , method",
        "GET, api.example.com, /a/b, X-Beta: 1, header",
        "GET, api.example.com, /a/b, X-Beta: 2, exact",
        "GET, api.example.com, /a/b?v=2, , query",
        "GET, other.test, /when/?n=xy, , when",
        "GET, other.test, /when/?n=y, , any",
        "GET, other.test, /r/12, , regex",
        "GET, other.test, /r/12a, , any",
    })
    void theMostSpecificMatchWins(
            String method, String host, String target, String field, String expected)
            throws Exception {
        String extra = field == null ? "" : field + "\r\n";
        try (RunningGateway gateway = RunningGateway.start(PRECEDENCE)) {
            Message reply =
                    gateway.exchange(
                            "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                                    .formatted(method, target, host, extra));
            assertThat(reply.text()).isEqualTo(expected);
        }
    }

    /** An expression that cannot be evaluated must not let the request pass to another route. */
    @Test
    void aConditionThatFailsRefusesTheRequest() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(PRECEDENCE)) {
            Message reply = gateway.get("/when/without-the-query");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    /**
     * A path that two servers may read as two paths must not slip by the policies of one of them.
     */
    @ParameterizedTest
    @CsvSource({
        "/public/a, 200, public",
        "/public/../admin/a, 200, admin",
        "/public/%2e%2e/admin/a, 200, admin",
        "/%61dmin/a, 200, admin",
        "/public/..%2fadmin/a, 400, ",
        "/public/..;/admin/a, 400, ",
        "//admin/a, 400, "
    })
    void aPathInDisguiseTakesTheRouteOfWhatItIs(String target, int status, String body)
            throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        routes:
                          - { name: admin, match: { path: "/admin/**" }, to: { respond: { body: admin } } }
                          - { name: public, match: { path: "/public/**" }, to: { respond: { body: public } } }
                          - { name: any, match: { path: "/**" }, to: { respond: { body: any } } }
                        """)) {
            Message reply = gateway.get(target);
            assertThat(reply.status()).isEqualTo(status);
            if (body != null) {
                assertThat(reply.text()).isEqualTo(body);
            }
        }
    }

    @Test
    void whatNoRouteMatchesIsNotFound() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        "routes: [ { name: a, match: { path: /a }, to: { respond: { body: x } } } ]\n")) {
            Message reply = gateway.get("/b");
            assertThat(reply.status()).isEqualTo(404);
            JsonNode problem = RunningGateway.json(reply);
            assertThat(problem.get("reason").asString()).isEqualTo("no_route");
            assertThat(problem.get("request_id").asString()).isEqualTo(reply.field("X-Request-Id"));
        }
    }

    /** 80 to 20: with 1000 draws, 5 standard deviations are 63. */
    @Test
    void weightsShareTheRequests() throws Exception {
        try (RawUpstream old = RawUpstream.saying("old");
                RawUpstream next = RawUpstream.saying("new");
                RunningGateway gateway =
                        RunningGateway.start(
                                """
                                services:
                                  - { name: old, endpoints: [ "http://127.0.0.1:%d" ] }
                                  - { name: new, endpoints: [ "http://127.0.0.1:%d" ] }
                                routes:
                                  - name: split
                                    match: { path: "/**" }
                                    to: { services: [ { name: old, weight: 80 }, { name: new, weight: 20 } ] }
                                """
                                        .formatted(old.port(), next.port()));
                RawConnection client = gateway.connect()) {
            int fresh = 0;
            for (int i = 0; i < 1000; i++) {
                fresh += client.get("/").reply().text().equals("new") ? 1 : 0;
            }
            assertThat(fresh).isBetween(137, 263);
        }
    }

    private static String mirroring(RawUpstream main, RawUpstream mirror) {
        return """
        services:
          - { name: main, endpoints: [ "http://127.0.0.1:%d" ] }
          - { name: shadow, endpoints: [ "http://127.0.0.1:%d" ] }
        routes: [ { name: all, match: { path: "/**" }, to: { service: main, mirror: shadow } } ]
        """
                .formatted(main.port(), mirror.port());
    }

    @Test
    void aMirrorGetsACopyAndItsAnswerIsDiscarded() throws Exception {
        try (RawUpstream main = RawUpstream.saying("main");
                RawUpstream shadow = RawUpstream.answering(request -> RawUpstream.status(500));
                RunningGateway gateway = RunningGateway.start(mirroring(main, shadow))) {
            Message reply =
                    gateway.exchange(
                            "POST /a?b HTTP/1.1\r\nHost: a\r\nX-Kept: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
            assertThat(reply.text()).isEqualTo("main");
            Message first = main.next();
            Message copy = shadow.next();
            assertThat(copy.start()).isEqualTo(first.start()).isEqualTo("POST /a?b HTTP/1.1");
            assertThat(copy.text()).isEqualTo(first.text()).isEqualTo("abcdef");
            assertThat(copy.field("X-Kept")).isEqualTo("1");
            assertThat(copy.field("X-Request-Id")).isEqualTo(reply.field("X-Request-Id"));
        }
    }

    @Test
    void aMirrorThatStallsSlowsNothing() throws Exception {
        try (RawUpstream main = RawUpstream.saying("main");
                RawUpstream shadow =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.start(mirroring(main, shadow));
                RawConnection client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i).reply().text()).isEqualTo("main");
            }
            await().untilAsserted(() -> assertThat(shadow.open()).isEqualTo(20));
            assertThat(gateway.metric("http_server_active_requests"))
                    .as("exchanges do not wait for their copies")
                    .isZero();
            shadow.kill();
        }
    }

    @Test
    void aRedirectSendsTheClientElsewhere() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        routes:
                          - name: moved
                            match: { path: "/old/**" }
                            to: { redirect: { scheme: https, host: new.example.com, path: "/new/**", status: 308 } }
                        """)) {
            Message reply = gateway.get("/old/a/b?c=d");
            assertThat(reply.status()).isEqualTo(308);
            assertThat(reply.field("Location")).isEqualTo("https://new.example.com/new/a/b?c=d");
        }
    }

    /** Without the port of the gateway too: {@code Host} is what the client sent. */
    @ParameterizedTest
    @CsvSource({"127.0.0.0/8, https", "192.0.2.0/24, http"})
    void behindAProxyThatEndsTlsARedirectStaysWithHttps(String trusted, String scheme)
            throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:0", trusted-proxies: [ %s ] } ]
                        routes:
                          - { name: moved, match: { path: "/old/**" }, to: { redirect: { path: "/new/**" } } }
                        """
                                .formatted(trusted))) {
            Message reply =
                    gateway.exchange(
                            "GET /old/a HTTP/1.1\r\nHost: shop.example.com\r\nX-Forwarded-Proto: https\r\n\r\n");
            assertThat(reply.field("Location")).isEqualTo(scheme + "://shop.example.com/new/a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stra%C3%9Fe/1", "/stra%c3%9fe"})
    void aPathOfOtherLettersIsWrittenPlainly(String path) throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        routes: [ { name: a, match: { path: "/straße/**" }, to: { respond: { body: road } } } ]
                        """)) {
            assertThat(gateway.get(path).text()).isEqualTo("road");
            assertThat(gateway.get("/stra%C3%9F/1").status()).isEqualTo(404);
        }
    }

    @Test
    void aRouteCanAskForTheListener() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:0" }, { name: partners, bind: "127.0.0.1:0" } ]
                        routes:
                          - name: ledger
                            match: { path: "/ledger", when: "request.listener == 'partners'" }
                            to: { respond: { body: for partners } }
                        """)) {
            assertThat(gateway.get("/ledger").status()).isEqualTo(404);
            try (RawConnection client = RawConnection.to(gateway.gateway().port("partners"))) {
                assertThat(client.get("/ledger").reply().text()).isEqualTo("for partners");
            }
        }
    }

    @Test
    void aFixedAnswerHasItsStatusFieldsAndBody() throws Exception {
        try (RunningGateway gateway =
                        RunningGateway.start(
                                """
                                routes:
                                  - name: tea
                                    match: { path: /tea }
                                    to: { respond: { status: 418, headers: { x-pot: "short", content-type: text/x-tea }, body: "grün" } }
                                """);
                RawConnection client = gateway.connect()) {
            Message reply = client.get("/tea").reply();
            assertThat(reply.status()).isEqualTo(418);
            assertThat(reply.field("X-Pot")).isEqualTo("short");
            assertThat(reply.field("Content-Type")).isEqualTo("text/x-tea");
            assertThat(reply.body())
                    .isEqualTo("grün".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Message head = client.send("HEAD /tea HTTP/1.1\r\nHost: a\r\n\r\n").head();
            assertThat(head.field("Content-Length")).isEqualTo("5");
            assertThat(client.get("/tea").reply().status()).isEqualTo(418);
        }
    }
}
