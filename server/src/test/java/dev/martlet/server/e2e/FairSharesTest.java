// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** More than there is room for: who is served, who waits, and who is turned away. */
@Timeout(60)
class FairSharesTest {
    private static final String BY_TEAM = "key: \"request.headers['x-team']\"";
    private static final String BY_HEADER =
            "priority: { header: x-priority, raise-to: interactive }";

    private final CountDownLatch finish = new CountDownLatch(1);

    private void awaitFinish() {
        try {
            assertThat(finish.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String slow(Message request) {
        awaitFinish();
        return RawUpstream.ok("done");
    }

    private static String get(String... fields) {
        var head = new StringBuilder("GET / HTTP/1.1\r\nHost: test\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static JsonNode gate(RunningGateway gateway, String name) throws IOException {
        for (JsonNode one : gateway.json("/overload").get("gates")) {
            if (one.get("name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no gate " + name);
    }

    private static int waiting(RunningGateway gateway, String name) throws IOException {
        int sum = 0;
        for (JsonNode count : gate(gateway, name).get("waiting")) {
            sum += count.asInt();
        }
        return sum;
    }

    /**
     * Two hundred connections of one, and one of another: first come first served would be 200:1.
     */
    @Test
    void aTenantThatFloodsDoesNotKeepAnotherWaiting() throws Exception {
        var flooded = new LongAdder();
        var over = new AtomicBoolean();
        try (RawUpstream upstream =
                        RawUpstream.answering(request -> {
                            pause();
                            return RawUpstream.ok("done");
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                "overload: { queue: { max-wait: 1m }, "
                                        + BY_TEAM
                                        + " }\n"
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 4, max: 4 }"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                threads.execute(() -> flood(gateway, flooded, over));
            }
            await().until(() -> waiting(gateway, "service up") > 150);
            long before = flooded.sum();
            try (RawConnection calm = gateway.connect()) {
                for (int i = 0; i < 30; i++) {
                    Message reply = calm.send(get("x-team: calm")).reply();
                    assertThat(reply.status()).isEqualTo(200);
                }
            }
            long meanwhile = flooded.sum() - before;
            over.set(true);

            // In turn, each of the calm ones lets four others go first at most, and one round more.
            assertThat(meanwhile).isPositive().isLessThan(30 * 10);
            assertThat(gate(gateway, "service up").get("limit").asInt()).isEqualTo(4);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void flood(RunningGateway gateway, LongAdder served, AtomicBoolean over) {
        try (RawConnection connection = gateway.connect()) {
            while (!over.get()) {
                connection.send(get("x-team: flood")).reply();
                served.increment();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void batchIsTurnedAwayFirstThenNormal() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                "overload: { queue: { size: 2, max-wait: 1m }, "
                                        + BY_HEADER
                                        + " }\n"
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"));
                RawConnection served = gateway.connect().send(get("x-priority: batch"))) {
            await().until(() -> gate(gateway, "service up").get("in_flight").asInt() == 1);
            RawConnection batch = queued(gateway, "batch", 1);
            RawConnection normal = queued(gateway, "normal", 2);
            RawConnection first = gateway.connect().send(get("x-priority: interactive"));
            assertShed(batch);
            RawConnection second = gateway.connect().send(get("x-priority: interactive"));
            assertShed(normal);

            Message late = gateway.exchange(get("x-priority: batch"));
            assertThat(late.status()).isEqualTo(503);
            finish.countDown();

            // What was in flight was not touched, though it is the least urgent of all.
            for (RawConnection one : List.of(served, first, second)) {
                assertThat(one.reply().text()).isEqualTo("done");
            }
            first.close();
            second.close();
            assertThat(
                            gateway.metric(
                                    "martlet_overload_shed_total{gate=\"service up\",priority=\"batch\"}"))
                    .isEqualTo(2);
            assertThat(
                            gateway.metric(
                                    "martlet_overload_wait_seconds_count{gate=\"service up\",priority=\"interactive\"}"))
                    .isEqualTo(2);
        }
    }

    private static RawConnection queued(RunningGateway gateway, String priority, int waiting)
            throws IOException {
        RawConnection connection = gateway.connect().send(get("x-priority: " + priority));
        await().until(() -> waiting(gateway, "service up") == waiting);
        return connection;
    }

    private static void assertShed(RawConnection connection) throws IOException {
        Message reply = connection.reply();
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.field("Retry-After")).isNotEmpty();
        assertThat(reply.text()).contains("\"reason\":\"shed\"");
        connection.close();
    }

    /** Who is calling is known before anybody gets a place, or loses one. */
    @Test
    void aTenantsPriorityHoldsForItsKeys() throws Exception {
        String tenants =
                """
                tenants:
                  - { name: shop, priority: interactive, keys: [ { id: web, sha256: %s } ] }
                  - { name: reports, priority: batch, keys: [ { id: nightly, sha256: %s } ] }
                policies: [ { kind: api-key } ]
                overload: { queue: { size: 1, max-wait: 1m }, reserve: 0%% }
                """
                        .formatted(sha256("shop-key-1"), sha256("reports-key-1"));
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                tenants
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"));
                RawConnection served = gateway.connect().send(get("x-api-key: reports-key-1"))) {
            await().until(() -> gate(gateway, "service up").get("in_flight").asInt() == 1);
            RawConnection batch = gateway.connect().send(get("x-api-key: reports-key-1"));
            await().until(() -> waiting(gateway, "service up") == 1);
            assertThat(gateway.exchange(get("x-api-key: nobodys")).status()).isEqualTo(401);
            assertThat(waiting(gateway, "service up")).isEqualTo(1);

            RawConnection shop = gateway.connect().send(get("x-api-key: shop-key-1"));

            Message displaced = batch.reply();
            assertThat(displaced.status()).as("it has its share already").isEqualTo(429);
            assertThat(displaced.field("Retry-After")).isNotEmpty();
            batch.close();
            finish.countDown();
            assertThat(served.reply().text()).isEqualTo("done");
            assertThat(shop.reply().text()).isEqualTo("done");
            shop.close();
        }
    }

    private static String sha256(String key) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    @Test
    void aHeaderMayNotRaiseWhatItMayOnlyLower() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                "overload: { queue: { size: 1, max-wait: 1m }, priority: { header: x-priority } }\n"
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"));
                RawConnection served = gateway.connect().send(get())) {
            await().until(() -> gate(gateway, "service up").get("in_flight").asInt() == 1);
            RawConnection waiting = queued(gateway, "normal", 1);

            Message refused = gateway.exchange(get("x-priority: interactive"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(gateway.exchange(get("x-priority: urgent")).status()).isEqualTo(400);

            finish.countDown();
            assertThat(served.reply().text()).isEqualTo("done");
            assertThat(waiting.reply().text()).isEqualTo("done");
            waiting.close();
        }
    }

    @Test
    void whoHangsUpLeavesTheQueueAtOnce() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                "overload: { queue: { max-wait: 1m } }\n"
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"));
                RawConnection served = gateway.connect().send(get())) {
            await().until(() -> gate(gateway, "service up").get("in_flight").asInt() == 1);
            RawConnection leaving = gateway.connect().send(get());
            await().until(() -> waiting(gateway, "service up") == 1);

            leaving.reset();

            await().until(() -> waiting(gateway, "service up") == 0);
            finish.countDown();
            assertThat(served.reply().text()).isEqualTo("done");
            assertThat(upstream.waiting()).as("requests that came through").isEqualTo(1);
        }
    }

    @Test
    void whoseTimeInTheQueueIsOverIsToldSo() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(this::slow);
                RunningGateway gateway =
                        RunningGateway.start(
                                "overload: { queue: { max-wait: 50ms } }\n"
                                        + RunningGateway.to(
                                                upstream, ", concurrency: { min: 1, max: 1 }"));
                RawConnection served = gateway.connect().send(get())) {
            await().until(() -> gate(gateway, "service up").get("in_flight").asInt() == 1);
            assertThat(gateway.exchange(get()).status()).isEqualTo(503);
            finish.countDown();
            assertThat(served.reply().text()).isEqualTo("done");
        }
    }

    private static String both(RawUpstream service, RawUpstream provider) {
        return """
        overload: { http: { max-in-flight: 2 }, models: { max-in-flight: 2 }, queue: { size: 0 } }
        services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
        providers: [ { name: ai, dialect: openai-chat, url: "http://127.0.0.1:%d/v1" } ]
        models: [ { name: mine, targets: [ ai ] } ]
        routes:
          - { name: chat, match: { path: "/v1/**" }, to: { models: [ "*" ] } }
          - { name: all, match: { path: "/**" }, to: { service: up } }
        """
                .formatted(service.port(), provider.port());
    }

    private static String chat() {
        String body = "{\"model\":\"mine\",\"messages\":[]}";
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @Test
    void slowChatsAndSlowServicesHaveRoomsOfTheirOwn() throws Exception {
        try (RawUpstream service = RawUpstream.answering(this::slow);
                RawUpstream provider = RawUpstream.answering(this::slow);
                RunningGateway gateway = RunningGateway.start(both(service, provider))) {
            List<RawConnection> taken = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                taken.add(gateway.connect().send(chat()));
            }
            await().until(() -> gate(gateway, "room models").get("in_flight").asInt() == 2);
            Message refused = gateway.exchange(chat());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("retry-after-ms")).isNotEmpty();
            assertThat(RunningGateway.json(refused).get("error").get("code").asString())
                    .isEqualTo("shed");
            taken.add(gateway.connect().send(get()));
            taken.add(gateway.connect().send(get()));
            await().until(() -> gate(gateway, "room http").get("in_flight").asInt() == 2);
            assertThat(gateway.exchange(get()).status()).isEqualTo(503);
            finish.countDown();
            for (RawConnection one : taken) {
                one.reply();
                one.close();
            }
            await().until(() -> gate(gateway, "room models").get("in_flight").asInt() == 0);
            assertThat(gateway.exchange(get()).text()).isEqualTo("done");
        }
    }

    /** One that streams, while others knock. */
    @Test
    void aStreamInProgressIsNotTouchedByWhatComesLater() throws Exception {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (RawUpstream provider =
                        RawUpstream.scripted(connection -> {
                            while (connection.request() != null) {
                                connection.send(head);
                                connection.sendChunk(delta("one"));
                                awaitFinish();
                                connection.sendChunk(delta("two"));
                                connection.sendChunk(
                                        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
                                connection.send("0\r\n\r\n");
                            }
                        });
                RunningGateway gateway =
                        RunningGateway.start(
                                """
                                overload: { queue: { size: 1, max-wait: 1m }, %s }
                                providers: [ { name: ai, dialect: openai-chat, url: "http://127.0.0.1:%d/v1", concurrency: { min: 1, max: 1 } } ]
                                models: [ { name: mine, targets: [ ai ] } ]
                                routes: [ { name: chat, match: { path: "/v1/**" }, to: { models: [ "*" ] } } ]
                                """
                                        .formatted(BY_HEADER, provider.port()));
                RawConnection stream = gateway.connect().send(streaming("batch"))) {
            Message begun = stream.head();
            assertThat(begun.status()).isEqualTo(200);
            RawConnection next = gateway.connect().send(streaming("normal"));
            await().until(() -> waiting(gateway, "model ai/*") == 1);
            RawConnection urgent = gateway.connect().send(streaming("interactive"));
            Message shed = next.reply();
            assertThat(shed.status()).isEqualTo(503);
            next.close();
            assertThat(gate(gateway, "model ai/*").get("in_flight").asInt()).isEqualTo(1);

            finish.countDown();

            assertThat(stream.body(begun).text()).contains("one", "two", "[DONE]");
            assertThat(urgent.reply().text()).contains("one", "two", "[DONE]");
            urgent.close();
            await().until(() -> gate(gateway, "model ai/*").get("in_flight").asInt() == 0);
        }
    }

    private static String delta(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private static String streaming(String priority) {
        String body =
                "{\"model\":\"mine\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nx-priority: "
                + priority
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }
}
