// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with bodies, and a service that resets the first connection. */
class RetryTest {
    /** A body up to here is held, so that it can be sent again. */
    private static final int HELD = 64 << 10;

    private final AtomicInteger tries = new AtomicInteger();

    /** Resets the connection when the first request has come whole, and says the others' bodies. */
    private RawUpstream resettingFirst() throws IOException {
        return RawUpstream.scripted(connection -> {
            Message request = connection.request();
            if (tries.incrementAndGet() == 1) {
                connection.reset();
                return;
            }
            connection.send(RawUpstream.ok(request.text()));
            connection.awaitEnd();
        });
    }

    private static String request(String method, String body) {
        return method
                + " /7 HTTP/1.1\r\nHost: a\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, HELD})
    void aPutIsSentAgainWithItsWholeBody(int size) throws Exception {
        String body = "b".repeat(size);
        try (RawUpstream upstream = resettingFirst();
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.exchange(request("PUT", body));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(body);
            assertThat(tries).hasValue(2);
        }
    }

    /** It streamed: nobody has it any more. */
    @Test
    void aBodyThatIsTooLargeToHoldIsNotSentAgain() throws Exception {
        try (RawUpstream upstream = resettingFirst();
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply = gateway.exchange(request("PUT", "b".repeat(HELD + 1)));
            assertThat(reply.status()).isEqualTo(502);
            assertThat(tries).hasValue(1);
        }
    }

    @Test
    void aBodyOfUnknownLengthIsNotSentAgain() throws Exception {
        try (RawUpstream upstream = resettingFirst();
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            Message reply =
                    gateway.exchange(
                            "PUT /7 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            assertThat(reply.status()).isEqualTo(502);
            assertThat(tries).hasValue(1);
        }
    }

    /** The service may have acted on it before it broke. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void whatIsNotIdempotentIsNotSentAgain(String method) throws Exception {
        try (RawUpstream upstream = resettingFirst();
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            assertThat(gateway.exchange(request(method, "order")).status()).isEqualTo(502);
            assertThat(tries).hasValue(1);
        }
    }

    /** It was never sent, so it is sent once. */
    @Test
    void aPostIsSentElsewhereIfNobodyListens() throws Exception {
        try (RawUpstream gone = RawUpstream.saying("never");
                RawUpstream upstream =
                        RawUpstream.answering(request -> RawUpstream.ok(request.text()))) {
            gone.kill();
            String yaml =
                    """
                    services: [ { name: up, endpoints: [ "http://127.0.0.1:%d", "http://127.0.0.1:%d" ] } ]
                    routes: [ { name: all, to: { service: up } } ]
                    """
                            .formatted(gone.port(), upstream.port());
            try (RunningGateway gateway = RunningGateway.start(yaml)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(gateway.exchange(request("POST", "order" + i)).text())
                            .isEqualTo("order" + i);
                }
                assertThat(upstream.waiting()).isEqualTo(4);
            }
        }
    }

    /** Above it, a service in trouble would get twice the load from everyone. */
    @Test
    void retriesAreAFifthOfTheRequestsAtMost() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            if (connection.request() != null) {
                                tries.incrementAndGet();
                                connection.reset();
                            }
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(
                                        upstream,
                                        ", retry: { attempts: 2, on: [ reset ], backoff: 1ms }"));
                RawConnection client = gateway.connect()) {
            int requests = 200;
            for (int i = 0; i < requests; i++) {
                assertThat(client.send(request("PUT", "x")).reply().status()).isEqualTo(502);
            }
            // The slots of the window turn: one that has left it may have granted some more.
            assertThat(tries.get() - requests).isBetween(requests / 10, requests / 5 + 10);
            assertThat(gateway.service("up").get("retries").asInt())
                    .isEqualTo(tries.get() - requests);
        }
    }
}
