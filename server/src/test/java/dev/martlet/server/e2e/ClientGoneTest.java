// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the client goes away, the call to the service ends at once, whatever was going on. */
class ClientGoneTest {
    /** How a client goes. */
    enum Way {
        CLOSES {
            @Override
            void leave(RawConnection client) throws Exception {
                client.close();
            }
        },
        RESETS {
            @Override
            void leave(RawConnection client) throws Exception {
                client.reset();
            }
        };

        abstract void leave(RawConnection client) throws Exception;
    }

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private void waitForTheEnd(RawConnection connection) throws Exception {
        reached.countDown();
        connection.awaitEnd();
        ended.countDown();
    }

    private void assertThatTheServiceIsToldAtOnce(RunningGateway gateway) throws Exception {
        // Far below every time-out of the configuration.
        assertThat(ended.await(3, TimeUnit.SECONDS)).isTrue();
        gateway.awaitIdle();
        assertThat(gateway.metric("martlet_failures_total{reason=\"client_gone\"}")).isEqualTo(1);
        assertThat(requestsCounted(gateway)).as("ended exactly once").isEqualTo(1);
    }

    private static long requestsCounted(RunningGateway gateway) throws Exception {
        long sum = 0;
        for (int i = 1; i <= 5; i++) {
            sum += gateway.metric("martlet_http_requests_total{status=\"" + i + "xx\"}");
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void whileTheHeadOfTheReplyIsAwaited(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.get("/");
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterItsBodyHasBeenSentAndTheReplyIsAwaited(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheServiceIsSilentInMidReply(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/").head().status()).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo("first");
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheReplyIsPouringIn(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
                            reached.countDown();
                            try {
                                while (ended.getCount() > 0) {
                                    connection.send(new byte[64 << 10]);
                                }
                            } finally {
                                ended.countDown();
                            }
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/").head().status()).isEqualTo(200);
            client.bytes(1 << 20);
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inMidUpload(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.chunk();
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.sendChunk("first");
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inMidUploadOfAKnownLength(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.bytes(100_000);
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
            client.send(new byte[200_000]);
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            way.leave(client);
            assertThatTheServiceIsToldAtOnce(gateway);
        }
    }

    /** The next try must never be sent. */
    @ParameterizedTest
    @EnumSource
    void betweenTwoTries(Way way) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> RawUpstream.status(503));
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(
                                        upstream,
                                        ", retry: { attempts: 2, on: [ 503 ], backoff: 60s, max-backoff: 60s },"
                                                + " timeouts: { request: 300s }"));
                RawConnection client = gateway.connect()) {
            client.get("/");
            assertThat(upstream.next().target()).isEqualTo("/");
            way.leave(client);
            await().atMost(3, TimeUnit.SECONDS)
                    .until(() -> gateway.metric("http_server_active_requests") == 0);
            assertThat(upstream.waiting()).isZero();
            assertThat(requestsCounted(gateway)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inATunnel(Way way) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.head();
                            connection.send(
                                    "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: t\r\n\r\n");
                            connection.line();
                            waitForTheEnd(connection);
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: t\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(101);
            client.send("through\r\n");
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            way.leave(client);
            assertThat(ended.await(3, TimeUnit.SECONDS)).isTrue();
            gateway.awaitIdle();
            assertThat(requestsCounted(gateway)).isEqualTo(1);
        }
    }
}
