// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Failure;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ListenerTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private TestServer server;
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
    }

    private CompletableFuture<Integer> drain(Duration grace) {
        var cut = new CompletableFuture<Integer>();
        Thread.ofVirtual().start(() -> cut.complete(server.listener.drain(grace)));
        return cut;
    }

    @Test
    void idleConnectionsEndAtOnceAndNewOnesAreRefused() throws Exception {
        try (RawClient idle = server.client();
                RawClient fresh = server.client()) {
            idle.send(GET).readReply();
            Awaitility.await().until(() -> server.listener.stats().open(), open -> open == 2);

            assertThat(drain(Duration.ofSeconds(20)).get(5, TimeUnit.SECONDS)).isZero();
            assertThat(idle.ended()).isTrue();
            assertThat(fresh.ended()).isTrue();
            assertThatThrownBy(server::client).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRequestInFlightFinishesAndSaysThatTheConnectionEnds() throws Exception {
        server.handler.script(exchange -> {
            go.await();
            return TestHandler.text("done");
        });
        try (RawClient client = server.client()) {
            client.send(GET);
            server.handler.taken.poll(10, TimeUnit.SECONDS);
            CompletableFuture<Integer> cut = drain(Duration.ofSeconds(20));
            Awaitility.await().untilAsserted(() -> assertThatThrownBy(server::client));
            go.countDown();

            assertThat(client.readAll()).contains("Connection: close").endsWith("done");
            assertThat(cut.get(5, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void whatIsInFlightAfterTheGraceIsCutOffAndItsExchangeCancelled() throws Exception {
        var cause = new CompletableFuture<Failure>();
        server.handler.script(exchange -> {
            exchange.cancellation().onCancel(() -> cause.complete(exchange.cancellation().cause()));
            cause.get(20, TimeUnit.SECONDS);
            return TestHandler.text("late");
        });
        try (RawClient client = server.client()) {
            client.send(GET);
            server.handler.taken.poll(10, TimeUnit.SECONDS);

            assertThat(server.listener.drain(Duration.ofMillis(200))).isEqualTo(1);
            assertThat(cause.get(5, TimeUnit.SECONDS)).isEqualTo(new Failure.Draining());
            client.awaitEnd();
            assertThat(server.handler.ended.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void aChangeOfTheConfigurationKeepsTheConnectionsOfListenersThatStay() throws Exception {
        try (var listeners = new Listeners(server.context)) {
            apply(listeners, named("a"), named("b"));
            int port = listeners.port("a");
            try (var a = new RawClient(port);
                    var b = new RawClient(listeners.port("b"))) {
                a.send(GET).readReply();
                b.send(GET).readReply();
                apply(listeners, named("a"), named("c"));

                assertThat(b.ended()).isTrue();
                assertThat(a.send(GET).readReply()).startsWith("HTTP/1.1 200");
                assertThat(listeners.port("a")).isEqualTo(port);
                try (var c = new RawClient(listeners.port("c"))) {
                    assertThat(c.send(GET).readReply()).startsWith("HTTP/1.1 200");
                }
                assertThatThrownBy(() -> listeners.port("b")).hasMessageContaining("listener: b");
            }
        }
    }

    @Test
    void newSettingsHoldForNewConnections() throws Exception {
        try (var listeners = new Listeners(server.context)) {
            apply(listeners, named("a"));
            ListenerLimits small = new ListenerLimits(100, 1024, 10, -1, 100, 10);
            try (var before = new RawClient(listeners.port("a"))) {
                before.send(GET).readReply();
                apply(
                        listeners,
                        TestServer.settings(small, ListenerTimeouts.DEFAULT, false, null, "a"));
                String longer = GET.replace("/ ", "/" + "a".repeat(200) + " ");
                assertThat(before.send(longer).readReply()).startsWith("HTTP/1.1 200");
                try (var after = new RawClient(listeners.port("a"))) {
                    assertThat(after.send(longer).readReply()).startsWith("HTTP/1.1 414");
                }
            }
        }
    }

    @Test
    void aChangeThatFailsChangesNothing() throws Exception {
        try (var listeners = new Listeners(server.context)) {
            apply(listeners, named("a"));
            var taken = ListenerSettings.plain("taken", "127.0.0.1", server.port());

            assertThatThrownBy(() -> apply(listeners, named("b"), taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port());
            assertThat(listeners.all()).hasSize(1);
            try (var a = new RawClient(listeners.port("a"))) {
                assertThat(a.send(GET).readReply()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aPreparedChangeThatIsGivenUpAcceptsNobody() throws Exception {
        try (var listeners = new Listeners(server.context)) {
            listeners.prepare(List.of(named("a")), Duration.ZERO).close();
            assertThat(listeners.all()).isEmpty();
        }
    }

    @Test
    void connectionsAboveTheLimitAreToldSoAndClosed() throws Exception {
        var limits = new ListenerLimits(8192, 8192, 100, -1, 2, 10);
        try (var small = new TestServer(TestServer.settings(limits));
                RawClient one = small.client();
                RawClient two = small.client()) {
            one.send(GET).readReply();
            two.send(GET).readReply();
            try (RawClient three = small.client()) {
                assertThat(three.send(GET).readAll())
                        .startsWith("HTTP/1.1 503")
                        .contains("Connection: close");
            }
            assertThat(small.listener.stats().refused()).isEqualTo(1);
            one.close();
            Awaitility.await().until(() -> small.listener.stats().open(), open -> open == 1);
            try (RawClient four = small.client()) {
                assertThat(four.send(GET).readReply()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void manyIdleConnectionsAreServedAndEndTogether() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                clients.add(server.client());
            }
            for (RawClient client : clients) {
                client.send(GET).readReply();
            }
            assertThat(server.listener.stats().open()).isEqualTo(500);
            assertThat(server.listener.drain(Duration.ofSeconds(10))).isZero();
            for (RawClient client : clients) {
                assertThat(client.ended()).isTrue();
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static ListenerSettings named(String name) {
        return TestServer.settings(
                ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, false, null, name);
    }

    private static void apply(Listeners listeners, ListenerSettings... wanted) throws Exception {
        try (Listeners.Change change = listeners.prepare(List.of(wanted), Duration.ofSeconds(10))) {
            change.commit();
        }
    }
}
