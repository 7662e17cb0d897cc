// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * A hundred reloads, good and bad in turn, under the load of 32 connections. Each configuration
 * writes its number in three places: a field of the reply, the field of the request that the
 * service echoes, and the body of a fixed answer. They must always agree.
 */
class ReloadUnderLoadTest {
    private static final int CONNECTIONS = 32;
    private static final int RELOADS = 100;
    private static final String SNAPSHOT = "dev.martlet.core.Snapshot";
    private static final String SERVICE = "dev.martlet.server.upstream.Service";

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong served = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();

    private static String yaml(RawUpstream upstream, int number) {
        return """
        services:
          - { name: same, endpoints: [ "http://127.0.0.1:%1$d" ], pool: { idle: 64 } }
          - { name: new, endpoints: [ "http://127.0.0.1:%1$d" ], timeouts: { try: %2$ds } }
        policies:
          - { kind: headers, response: { set: { x-generation: "g%2$d" } } }
        routes:
          - name: fixed
            match: { path: "/fixed" }
            to: { respond: { body: "g%2$d" } }
          - name: same
            match: { path: "/same" }
            policies: [ { kind: headers, name: stamp, request: { set: { x-generation: "g%2$d" } } } ]
            to: { service: same }
          - name: new
            match: { path: "/new" }
            policies: [ { kind: headers, name: stamp, request: { set: { x-generation: "g%2$d" } } } ]
            to: { service: new }
        """
                .formatted(upstream.port(), number);
    }

    /** Wrong in ways that are found at different steps: parsing, checking, compiling, binding. */
    private static String bad(RawUpstream upstream, int number) {
        String good = yaml(upstream, number);
        return switch (number / 2 % 5) {
            case 0 -> good + "  - [ unclosed\n";
            case 1 -> good.replace("to: { service: new }", "to: { service: gone }");
            case 2 -> good.replace("{ path: \"/new\" }", "{ path: \"/same\" }");
            case 3 -> good.replace("{ path: \"/new\" }", "{ path: \"/new\", when: \"1 +\" }");
            default ->
                    """
                    listeners:
                      - { name: public, bind: "127.0.0.1:0" }
                      - { name: taken, bind: "127.0.0.1:%d" }
                    """
                                    .formatted(upstream.port())
                            + good;
        };
    }

    private void load(RunningGateway gateway) {
        String[] targets = {"/fixed", "/same", "/new"};
        try (RawConnection client = gateway.connect()) {
            for (int i = 0; !stop.get(); i++) {
                Message reply = client.get(targets[i % targets.length]).reply();
                if (reply.status() != 200 || !reply.text().equals(reply.field("x-generation"))) {
                    wrong.add(reply.toString());
                }
                seen.add(reply.text());
                served.incrementAndGet();
            }
        } catch (Exception e) {
            wrong.add(e.toString());
        }
    }

    @Test
    void aHundredReloadsLoseNoRequestMixNoGenerationsAndLeaveNothingBehind() throws Exception {
        // Other tests of this JVM leave theirs: in static fields, on threads that have yet to end.
        long othersSnapshots = live(SNAPSHOT);
        long othersServices = live(SERVICE);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message request = connection.request();
                            while (request != null) {
                                connection.send(RawUpstream.ok(request.field("x-generation")));
                                request = connection.request();
                            }
                        });
                RunningGateway gateway = RunningGateway.start(yaml(upstream, 1))) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(Thread.startVirtualThread(() -> load(gateway)));
            }
            for (int i = 2; i < RELOADS + 2; i++) {
                long before = served.get();
                boolean good = i % 2 == 1;
                String yaml = good ? yaml(upstream, i) : bad(upstream, i);
                assertThat(gateway.tryReload(yaml).ok()).as("reload %s", i).isEqualTo(good);
                await().pollInterval(Duration.ofMillis(2))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> served.get() >= before + CONNECTIONS || !wrong.isEmpty());
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join(Duration.ofSeconds(10));
            }
            assertThat(wrong).isEmpty();
            assertThat(seen).as("every good configuration served").hasSize(RELOADS / 2 + 1);
            assertThat(gateway.json("/services").get("services")).hasSize(2);
            gateway.awaitIdle();
            // Of 51 snapshots and 52 services, those that serve; and one that a late thread may
            // still hold.
            assertThat(live(SNAPSHOT)).as("what is counted is there").isPositive();
            assertThat(live(SERVICE)).as("what is counted is there").isGreaterThanOrEqualTo(2);
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        assertThat(live(SNAPSHOT) - othersSnapshots).isLessThanOrEqualTo(2);
                        assertThat(live(SERVICE) - othersServices).isLessThanOrEqualTo(3);
                        assertThat(upstream.open()).isLessThanOrEqualTo(2 * CONNECTIONS);
                    });
        }
    }

    /** How many instances of a class a full collection leaves. */
    private static long live(String className) throws Exception {
        var server = ManagementFactory.getPlatformMBeanServer();
        String histogram =
                (String)
                        server.invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
        Matcher line =
                Pattern.compile(
                                "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+"
                                        + Pattern.quote(className)
                                        + "(\\s|$)")
                        .matcher(histogram);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
