// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that decides, in Envoy's shape. */
class ExtAuthzTest {
    private final AtomicReference<String> answer = new AtomicReference<>("");
    private RawUpstream authorizer;
    private RawUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        authorizer = RawUpstream.answering(request -> answer.get());
        upstream = RawUpstream.saying("hello");
    }

    @AfterEach
    void stop() throws Exception {
        authorizer.close();
        upstream.close();
    }

    private RunningGateway gateway(String more) throws Exception {
        return RunningGateway.start(
                """
                services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
                tenants: [ { name: acme }, { name: zeta, routes: [ "else*" ] } ]
                routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
                policies: [ { kind: ext-authz, url: "http://127.0.0.1:%d/check"%s } ]
                """
                        .formatted(upstream.port(), authorizer.port(), more));
    }

    private static Message ask(RunningGateway gateway) throws Exception {
        return gateway.exchange(
                "POST /orders?a=1 HTTP/1.1\r\nHost: test\r\nAuthorization: Custom abc\r\nX-User: forged\r\nX-Other: 1\r\nContent-Length: 2\r\n\r\nhi");
    }

    @Test
    void whatIsAllowedGoesOnWithTheHeadersOfTheAnswer() throws Exception {
        answer.set(
                "HTTP/1.1 200 OK\r\nX-User: ada\r\nX-Org: acme\r\nX-Envoy-Auth-Headers-To-Remove: x-other\r\nContent-Length: 0\r\n\r\n");
        try (RunningGateway gateway =
                gateway(
                        ", upstream-headers: [ x-user, x-role ], tenant-header: x-org, id-header: x-user")) {
            assertThat(ask(gateway).text()).isEqualTo("hello");
            Message asked = authorizer.next();
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.target()).isEqualTo("/check/orders?a=1");
            assertThat(asked.field("Authorization")).isEqualTo("Custom abc");
            assertThat(asked.has("X-Other")).isFalse();
            Message request = upstream.next();
            assertThat(request.field("X-User")).isEqualTo("ada");
            assertThat(request.has("Authorization")).isFalse();
            assertThat(request.has("X-Other")).isFalse();
            assertThat(request.text()).isEqualTo("hi");
        }
    }

    @Test
    void aDenialIsPassedOnAsItIs() throws Exception {
        answer.set(
                "HTTP/1.1 302 Found\r\nLocation: https://login.example.com/\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 5\r\n\r\nlogin");
        try (RunningGateway gateway = gateway("")) {
            Message reply = ask(gateway);
            assertThat(reply.status()).isEqualTo(302);
            assertThat(reply.field("Location")).isEqualTo("https://login.example.com/");
            assertThat(reply.values("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(reply.text()).isEqualTo("login");
        }
    }

    @Test
    void theTenantOfTheAnswerHasItsBounds() throws Exception {
        answer.set("HTTP/1.1 200 OK\r\nX-Org: zeta\r\nContent-Length: 0\r\n\r\n");
        try (RunningGateway gateway = gateway(", tenant-header: x-org")) {
            assertThat(ask(gateway).status()).isEqualTo(403);
            answer.set("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            assertThat(ask(gateway).status()).isEqualTo(403);
        }
    }

    @Test
    void whoDoesNotAnswerLetsNobodyIn() throws Exception {
        answer.set("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        try (RunningGateway gateway = gateway(", timeout: 200ms")) {
            assertThat(ask(gateway).status()).isEqualTo(503);
            // No end of its head: the timeout ends it.
            answer.set("HTTP/1.1 200 OK\r\nX-");
            assertThat(ask(gateway).status()).isEqualTo(503);
            authorizer.close();
            assertThat(ask(gateway).status()).isEqualTo(503);
        }
    }
}
