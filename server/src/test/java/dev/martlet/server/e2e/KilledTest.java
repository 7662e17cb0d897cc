// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A process that is killed in the middle of traffic, with its counters in a file. */
class KilledTest {
    private static final String SECRET = "mk-killed-0123456789";
    private static final long BUDGET = 1_000_000;

    @TempDir private Path folder;

    private Path config(int port, int admin) throws Exception {
        String hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(SECRET.getBytes(StandardCharsets.UTF_8)));
        return Files.writeString(
                folder.resolve("martlet.yaml"),
                """
                listeners: [ { name: public, bind: "127.0.0.1:%d" } ]
                admin: { bind: "127.0.0.1:%d" }
                state: { kind: embedded, path: data }
                policies: [ { kind: api-key } ]
                providers: [ { name: echo, preset: echo } ]
                models: [ { name: echo, targets: [ echo ] } ]
                routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
                tenants:
                  - name: acme
                    keys: [ { id: ci, sha256: "%s" } ]
                    limits: [ { requests: 500k, per: 1d } ]
                    budgets: [ { tokens: 1M, per: month } ]
                """
                        .formatted(port, admin, hash));
    }

    /** One request on a connection that stays; the tokens that it has used. */
    private static long chat(RawConnection client) throws IOException {
        String body =
                "{\"model\":\"echo\",\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";
        Message reply =
                client.send(
                                "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer "
                                        + SECRET
                                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body)
                        .reply();
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return JsonMapper.shared().readTree(reply.body()).at("/usage/total_tokens").asLong();
    }

    private static long remaining(int admin, int limit) throws IOException {
        try (RawConnection client = RawConnection.to(admin)) {
            Message reply =
                    client.send("GET /tenants/acme HTTP/1.1\r\nHost: localhost\r\n\r\n").reply();
            return JsonMapper.shared()
                    .readTree(reply.body())
                    .at("/limits/" + limit + "/remaining")
                    .asLong();
        }
    }

    @Test
    void atMostTheLastSecondIsLostAndNothingIsBroken() throws Exception {
        int port = GatewayProcess.freePort();
        int admin = GatewayProcess.freePort();
        Path file = config(port, admin);
        List<String> small = List.of("-Xmx200m", "-XX:TieredStopAtLevel=1");
        long countedBefore = BUDGET;
        for (int round = 0; round < 2; round++) {
            var used = new AtomicLong();
            long usedEarly = 0;
            try (var process = GatewayProcess.start(folder, small, "run", "-c", file.toString())) {
                process.awaitAdminPort();
                assertThat(remaining(admin, 1)).isEqualTo(countedBefore);
                var over = new AtomicBoolean();
                Thread traffic =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try (RawConnection client = RawConnection.to(port)) {
                                        while (!over.get()) {
                                            used.addAndGet(chat(client));
                                        }
                                    } catch (IOException | AssertionError e) {
                                        // Killed.
                                        over.set(true);
                                    }
                                });
                long end = System.nanoTime() + 4_000_000_000L;
                while (System.nanoTime() < end && !over.get()) {
                    if (end - System.nanoTime() > 1_700_000_000L) {
                        usedEarly = used.get();
                    }
                    Thread.onSpinWait();
                    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                }
                process.signal("KILL");
                process.awaitExit();
                over.set(true);
                traffic.join();
            }
            assertThat(usedEarly).as("traffic").isPositive();
            try (var process = GatewayProcess.start(folder, small, "run", "-c", file.toString())) {
                process.awaitAdminPort();
                long left = remaining(admin, 1);
                // Nothing is counted twice; what is missing is younger than a report and a commit.
                assertThat(left)
                        .isBetween(countedBefore - used.get() - 100, countedBefore - usedEarly);
                long requests = remaining(admin, 0);
                assertThat(requests).isLessThan(500_000);
                countedBefore = left;
                process.signal("KILL");
                process.awaitExit();
            }
        }
    }
}
