// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections live longer than requests, on both sides. */
class ConnectionReuseTest {

    @Test
    void manyRequestsOfOneClientShareOneConnectionOnEachSide() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("again");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i).reply().text()).isEqualTo("again");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void clientsThatComeAndGoShareTheServicesConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("again");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            for (int i = 0; i < 5; i++) {
                assertThat(gateway.get("/" + i).text()).isEqualTo("again");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request -> RawUpstream.ok(request.target()));
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.send(
                    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                            + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                            + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.reply().text()).isEqualTo("/1");
            assertThat(client.reply().text()).isEqualTo("/2");
            Message last = client.reply();
            assertThat(last.text()).isEqualTo("/3");
            assertThat(last.field("Connection")).isEqualTo("close");
            assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
        }
    }

    /** The next request of an impatient client is kept, not taken for its going away. */
    @Test
    void aRequestThatArrivesDuringASlowOneIsServedAfterIt() throws Exception {
        var secondSent = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.answering(request -> {
                            if (request.target().equals("/slow")) {
                                pass(secondSent);
                            }
                            return RawUpstream.ok(request.target());
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            client.get("/slow");
            await().until(() -> upstream.waiting() == 1);
            // Long enough in flight that the gateway watches for the client's going away.
            assertThat(client.silentFor(100)).isTrue();
            client.get("/next");
            secondSent.countDown();
            assertThat(client.reply().text()).isEqualTo("/slow");
            assertThat(client.reply().text()).isEqualTo("/next");
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A service may close what it keeps at any moment; a request that meets this is sent again. */
    @Test
    void aKeptConnectionThatTheServiceHasClosedIsNotUsed() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(RawUpstream.ok("once"));
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                Message reply =
                        client.send(
                                        "POST /"
                                                + i
                                                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                                .reply();
                assertThat(reply.text()).isEqualTo("once");
                await().until(() -> upstream.open() == 0);
            }
            assertThat(upstream.accepted()).isEqualTo(10);
        }
    }

    @Test
    void aConnectionIsNotUsedAgainAfterTheServiceSaidClose() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            assertThat(client.get("/1").reply().text()).isEqualTo("ok");
            assertThat(client.get("/2").reply().text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aPoolThatIsFullRefusesInsteadOfQueueingForever() throws Exception {
        var release = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.answering(request -> {
                            pass(release);
                            return RawUpstream.ok("slow");
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                RunningGateway.to(
                                        upstream,
                                        ", pool: { connections: 1, idle: 1, wait: 50ms }"));
                RawConnection first = gateway.connect()) {
            first.get("/1");
            await().until(() -> upstream.waiting() == 1);
            Message refused = gateway.get("/2");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Content-Type")).isEqualTo("application/problem+json");
            release.countDown();
            assertThat(first.reply().text()).isEqualTo("slow");
        }
    }
}
