// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.Counters.Ask;
import dev.martlet.core.state.Counters.Batch;
import dev.martlet.core.state.Counters.Grant;
import dev.martlet.core.state.Counters.Report;
import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Change;
import dev.martlet.core.state.StateException;
import dev.martlet.core.state.UsageStore.Query;
import dev.martlet.core.state.UsageStore.Row;
import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import dev.martlet.server.tls.Certs;
import dev.martlet.server.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One Redis with TLS, users and databases; Sentinels; a Cluster. */
@Timeout(180)
class RedisTopologiesTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir private Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.add(one);
        return one;
    }

    @Test
    void aDatabaseOtherThanTheFirstIsUsed() {
        var redis = closing(RedisProcess.start(folder));
        var state = closing(RedisState.open(settings(redis.settings(), 3, null)));
        assertThat(draw(state.counters(), total("acme"), 10)).isEqualTo(10);
        List<String> here = redis.ask(commands -> commands.keys("*"));
        assertThat(here).isEmpty();
    }

    @Test
    void tlsIsSpokenWithAnAuthorityOfOnesOwnAndACertificate() throws IOException {
        var certs = new Certs(folder);
        TlsSettings.KeyPairFiles server = certs.make("redis", "EC", "localhost");
        TlsSettings.KeyPairFiles client = certs.make("client", "EC");
        Path ca = certs.ca();
        int tlsPort = RedisProcess.freePort();
        closing(
                RedisProcess.start(
                        folder,
                        "--tls-port",
                        Integer.toString(tlsPort),
                        "--tls-cert-file",
                        server.cert().toString(),
                        "--tls-key-file",
                        server.key().toString(),
                        "--tls-ca-cert-file",
                        ca.toString(),
                        "--tls-auth-clients",
                        "yes"));
        var node = new RedisSettings.Node("localhost", tlsPort);
        var plain = RedisProcess.settings(node, null);
        var good = new RedisSettings.Tls(ca, client.cert(), client.key(), true);
        var state = closing(RedisState.open(settings(plain, 0, good)));
        await().atMost(Duration.ofSeconds(30)).until(() -> state.trouble() == null);
        assertThat(draw(state.counters(), total("acme"), 10)).isEqualTo(10);

        var unknown = new RedisSettings.Tls(null, client.cert(), client.key(), true);
        fails(settings(plain, 0, unknown), "localhost:" + tlsPort + " fails in TLS");
        var nameless = new RedisSettings.Tls(ca, null, null, true);
        fails(settings(plain, 0, nameless), "");
        var other = RedisProcess.settings(new RedisSettings.Node("127.0.0.1", tlsPort), null);
        fails(settings(other, 0, good), "fails in TLS");

        var anyone = new RedisSettings.Tls(null, client.cert(), client.key(), false);
        try (var trusting = RedisState.open(settings(plain, 0, anyone))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> trusting.trouble() == null);
        }
    }

    private static void fails(RedisSettings settings, String words) {
        try (var state = RedisState.open(settings)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !String.valueOf(state.trouble()).contains("not connected yet"));
            assertThat(state.trouble()).isNotNull().contains(words);
        }
    }

    @Test
    void afterTheSentinelsMadeAnotherOneMasterItIsUsed() throws IOException {
        var first = closing(RedisProcess.start(folder));
        var second =
                closing(RedisProcess.start(folder, "--replicaof", "127.0.0.1 " + first.port()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    String info = second.ask(commands -> commands.info("replication"));
                    return info.contains("master_link_status:up");
                });
        List<RedisSettings.Node> sentinels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sentinels.add(closing(RedisProcess.sentinel(folder, "mymaster", first)).node());
        }
        var settings =
                new RedisSettings(
                        RedisSettings.Topology.SENTINEL,
                        sentinels,
                        "mymaster",
                        null,
                        null,
                        0,
                        null,
                        Duration.ofSeconds(2),
                        "martlet");
        var state = closing(RedisState.open(settings));
        await().atMost(Duration.ofSeconds(30)).until(() -> state.trouble() == null);
        assertThat(draw(state.counters(), total("acme"), 100)).isEqualTo(100);
        assertThat(report(state.counters(), 1, new Report(total("acme"), 60, 40))).isEqualTo(900);
        // A failover loses what was not copied yet; here everything was.
        assertThat(first.<Long>ask(commands -> commands.waitForReplication(1, 5000))).isEqualTo(1);
        await().until(() ->
                "60"
                        .equals(
                                second.ask(commands ->
                                        commands.hget("martlet:1:{t/acme}:c:t/acme/total", "t"))));
        // The Sentinels have to know each other and the replica before one may fail.
        await().pollDelay(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(30)).until(() -> true);
        first.kill();
        await().atMost(Duration.ofSeconds(10)).until(() -> !works(state.counters()));
        await().atMost(Duration.ofSeconds(60)).until(() -> works(state.counters()));
        assertThat(state.trouble()).isNull();
        assertThat(report(state.counters(), 2, new Report(total("acme"), 40, 0))).isEqualTo(900);
        String role = second.ask(commands -> commands.info("replication"));
        assertThat(role).contains("role:master");
    }

    @Test
    void aClusterSpreadsTenantsAndDrawsAllOrNothingOverItsSlots() throws IOException {
        List<RedisProcess> nodes = RedisProcess.cluster(folder, 3);
        nodes.forEach(this::closing);
        var state = closing(RedisState.open(cluster(nodes)));
        var another = closing(RedisState.open(cluster(nodes)));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state.trouble() == null && another.trouble() == null);

        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asks.add(new Ask(total("tenant-" + i), 5, 10));
        }
        assertThat(state.counters().draw(asks)).extracting(Grant::granted).containsOnly(10L);
        for (RedisProcess node : nodes) {
            List<String> keys = node.ask(commands -> commands.keys("martlet:1:*:c:*"));
            assertThat(keys).as("keys of one node").isNotEmpty();
        }

        // The last one refuses: the others give back what they gave.
        var empty = new Account.Permits("t/none/permits", 0);
        List<Ask> refused = new ArrayList<>(asks);
        refused.add(new Ask(empty, 1, 1));
        List<Grant> none = another.counters().draw(refused);
        assertThat(none).extracting(Grant::granted).containsOnly(0L);
        assertThat(none.getLast().retryAfter()).isNotNull();
        List<Ask> rest = asks.stream().map(ask -> new Ask(ask.account(), 990, 990)).toList();
        assertThat(another.counters().draw(rest)).extracting(Grant::granted).containsOnly(990L);

        List<Report> reports = asks.stream().map(ask -> new Report(ask.account(), 10, 0)).toList();
        assertThat(state.counters().report(new Batch(1, reports))).containsOnly(0L);
        assertThat(state.counters().report(new Batch(1, reports))).containsOnly(0L);
    }

    @Test
    void documentsAndTheLedgerAreKeptInACluster() throws Exception {
        List<RedisProcess> nodes = RedisProcess.cluster(folder, 3);
        nodes.forEach(this::closing);
        var state = closing(RedisState.open(cluster(nodes)));
        var another = closing(RedisState.open(cluster(nodes)));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state.trouble() == null && another.trouble() == null);
        var calls = new AtomicInteger();
        try (AutoCloseable watch = another.documents().watch(calls::incrementAndGet)) {
            await().until(() -> calls.get() == 1);
            state.documents()
                    .change(
                            List.of(new Change(new Documents.Id("tenants", "a"), "{}", 0)),
                            0,
                            "ada",
                            "");
            await().until(() -> calls.get() >= 2);
        }
        assertThat(another.documents().read().documents()).hasSize(1);
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(
                    new Row(
                            new Slot(hour, "tenant-" + i, "k", "m"),
                            new Sums(i, 0, 0, 0, 0, 0, 0, 0)));
        }
        state.usage().add("b", rows);
        state.usage().add("b", rows);
        var all = new Query(null, null, hour, hour.plusSeconds(3600));
        assertThat(another.usage().read(all)).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void aClusterThatLostANodeIsWellWhenItIsBack() throws IOException {
        List<RedisProcess> nodes = RedisProcess.cluster(folder, 3);
        nodes.forEach(this::closing);
        var state = closing(RedisState.open(cluster(nodes)));
        await().atMost(Duration.ofSeconds(30)).until(() -> state.trouble() == null);
        RedisProcess lost = nodes.get(1);
        Account there = null;
        for (int i = 0; there == null; i++) {
            Account account = total("tenant-" + i);
            draw(state.counters(), account, 1);
            List<String> keys = lost.ask(commands -> commands.keys("*:c:*"));
            there = keys.isEmpty() ? null : account;
        }
        Account account = there;
        lost.kill();
        await().atMost(Duration.ofSeconds(20)).until(() -> !works(state.counters(), account));
        assertThat(state.trouble()).isNotNull();
        lost.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> works(state.counters(), account));
        await().atMost(Duration.ofSeconds(10)).until(() -> state.trouble() == null);
    }

    private static RedisSettings cluster(List<RedisProcess> nodes) {
        return new RedisSettings(
                RedisSettings.Topology.CLUSTER,
                nodes.stream().map(RedisProcess::node).toList(),
                null,
                null,
                null,
                0,
                null,
                Duration.ofSeconds(2),
                "martlet");
    }

    private static RedisSettings settings(RedisSettings like, int database, RedisSettings.Tls tls) {
        return new RedisSettings(
                like.topology(),
                like.nodes(),
                null,
                like.login(),
                null,
                database,
                tls,
                like.timeout(),
                like.prefix());
    }

    private static Account total(String tenant) {
        return new Account.Window("t/" + tenant + "/total", 1000, Instant.EPOCH, Instant.MAX);
    }

    private static long draw(Counters counters, Account account, long amount) {
        return counters.draw(List.of(new Ask(account, amount, amount))).getFirst().granted();
    }

    private static long report(Counters counters, long number, Report report) {
        return counters.report(new Batch(number, List.of(report))).getFirst();
    }

    private static boolean works(Counters counters) {
        return works(counters, total("acme"));
    }

    private static boolean works(Counters counters, Account account) {
        try {
            draw(counters, account, 0);
            return true;
        } catch (StateException e) {
            return false;
        }
    }
}
