// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.server.connection.ListenerTimeouts;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody holds a connection by doing nothing, or next to nothing. */
@Timeout(30)
class DeadlinesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static TestServer server(TestServer.Times times) throws IOException {
        return new TestServer(TestServer.settings(times.build()));
    }

    @Test
    void aSilentConnectionEnds() throws IOException {
        try (var server = server(new TestServer.Times().idle(100));
                RawClient client = server.client()) {
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aConnectionWithoutASecondRequestEnds() throws IOException {
        try (var server = server(new TestServer.Times().idle(100));
                RawClient client = server.client()) {
            client.send(GET).readReply();
            assertThat(client.ended()).isTrue();
            gone(server);
        }
    }

    @Test
    void aHeadThatComesDropByDropIsCutOffAtItsDeadline() throws Exception {
        try (var server = server(new TestServer.Times().headerRead(300));
                RawClient client = server.client()) {
            Thread drops =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    client.send("GET / HTTP/1.1\r\nHost: x\r\n");
                                    while (true) {
                                        client.send("X: y\r\n");
                                        Thread.sleep(20);
                                    }
                                } catch (IOException | InterruptedException e) {
                                    // The server has had enough.
                                }
                            });
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 408");
            drops.join(Duration.ofSeconds(10));
            assertThat(drops.isAlive()).isFalse();
            gone(server);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsATimeout() throws Exception {
        try (var server = server(new TestServer.Times().bodyIdle(100));
                RawClient client = server.client()) {
            server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(100).length));
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 408");
            gone(server);
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (var server = server(new TestServer.Times().writeIdle(200));
                RawClient client = server.client()) {
            server.handler.script(exchange ->
                    new FullReply(Status.OK_200, WritableHeaders.create(), new byte[64 << 20]));
            client.send(GET);
            TestHandler.Ended ended = server.handler.ended.poll(20, TimeUnit.SECONDS);
            assertThat(ended.failure()).isEqualTo(new Failure.ClientGone());
            gone(server);
        }
    }

    @Test
    void aSlowExchangeIsNotTakenForAnIdleConnection() throws Exception {
        var times = new TestServer.Times().idle(100).headerRead(100).bodyIdle(100).writeIdle(100);
        try (var server = server(times);
                RawClient client = server.client()) {
            server.handler.script(exchange -> {
                Thread.sleep(400);
                return TestHandler.text("slow");
            });
            assertThat(client.send(GET).readReply()).endsWith("slow");
            server.handler.script(exchange -> TestHandler.text("fast"));
            assertThat(client.send(GET).readReply()).endsWith("fast");
        }
    }

    @Test
    void defaultsAreWhatTheConfigurationSays() {
        assertThat(ListenerTimeouts.DEFAULT.idle()).isEqualTo(Duration.ofSeconds(75));
    }

    private static void gone(TestServer server) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.listener.stats().open()).isZero());
    }
}
