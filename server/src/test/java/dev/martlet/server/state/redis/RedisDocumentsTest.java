// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Change;
import dev.martlet.core.state.Documents.Changed;
import dev.martlet.core.state.Documents.ConflictException;
import dev.martlet.core.state.Documents.Document;
import dev.martlet.core.state.Documents.OutdatedException;
import dev.martlet.core.state.Documents.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisDocumentsTest {
    private static final Documents.Id ACME = new Documents.Id("tenants", "acme");
    private static final Documents.Id SHOP = new Documents.Id("routes", "shop/“π”");

    private static RedisProcess redis;

    private RedisState first;
    private RedisState second;
    private Documents one;
    private Documents other;

    @BeforeAll
    static void startRedis(@TempDir Path folder) {
        redis = RedisProcess.start(folder);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.ask(commands -> commands.flushall());
        first = RedisState.open(redis.settings());
        second = RedisState.open(redis.settings());
        one = first.documents();
        other = second.documents();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void whatOneNodeWritesAnotherReads() {
        assertThat(one.read()).isEqualTo(new Documents.All(0, Map.of()));
        String json = "{\"name\":\"a:b\\n\\u0000\",\"π\":[1.50,{}],\"empty\":[]}";
        Revision revision =
                one.change(
                        List.of(new Change(ACME, json, 0), new Change(SHOP, "{}", -1)),
                        0,
                        "ada",
                        "first “words”");
        assertThat(revision.number()).isEqualTo(1);
        assertThat(revision.author()).isEqualTo("ada");
        assertThat(revision.note()).isEqualTo("first “words”");
        assertThat(revision.at())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(revision.changes())
                .containsExactly(new Changed(ACME, null, json), new Changed(SHOP, null, "{}"));
        Documents.All all = other.read();
        assertThat(all.revision()).isEqualTo(1);
        assertThat(all.documents())
                .containsOnly(
                        Map.entry(ACME, new Document(ACME, json, 1)),
                        Map.entry(SHOP, new Document(SHOP, "{}", 1)));
        assertThat(other.history(10)).containsExactly(revision);
    }

    @Test
    void aChangeOfWhatHasChangedIsRefusedWhole() {
        one.change(List.of(new Change(ACME, "1", 0)), 0, "ada", "");
        one.change(List.of(new Change(ACME, "2", 1)), 1, "ada", "");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() ->
                        other.change(
                                List.of(new Change(SHOP, "x", 0), new Change(ACME, "3", 1)),
                                -1,
                                "bob",
                                ""))
                .withMessage("tenants/acme: version 2");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> other.change(List.of(new Change(ACME, "3", 0)), -1, "bob", ""));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> other.change(List.of(new Change(SHOP, null, 5)), -1, "bob", ""))
                .withMessage("routes/shop/“π”: version 0");
        assertThat(one.revision()).isEqualTo(2);
        assertThat(one.read().documents()).containsOnlyKeys(ACME);
    }

    @Test
    void aChangeThatWasCheckedAgainstAnOlderRevisionIsRefused() {
        one.change(List.of(new Change(ACME, "1", 0)), 0, "ada", "");
        assertThatExceptionOfType(OutdatedException.class)
                .isThrownBy(() -> other.change(List.of(new Change(SHOP, "x", 0)), 0, "bob", ""));
        assertThat(other.change(List.of(new Change(SHOP, "x", 0)), 1, "bob", "").number())
                .isEqualTo(2);
    }

    @Test
    void whatIsRemovedIsGoneAndItsTextIsInTheHistory() {
        one.change(List.of(new Change(ACME, "1", 0)), -1, "ada", "");
        one.change(List.of(new Change(ACME, null, 1)), -1, "ada", "gone");
        assertThat(other.read()).isEqualTo(new Documents.All(2, Map.of()));
        assertThat(other.history(1).getFirst().changes())
                .containsExactly(new Changed(ACME, "1", null));
    }

    @Test
    void theNewestRevisionsAreKept() {
        for (int i = 0; i < 1010; i++) {
            one.change(List.of(new Change(ACME, Integer.toString(i), -1)), -1, "ada", "");
        }
        List<Revision> history = other.history(5000);
        assertThat(history).hasSize(Documents.HISTORY);
        assertThat(history.getFirst().number()).isEqualTo(1010);
        assertThat(history.getLast().number()).isEqualTo(11);
        assertThat(other.history(3)).hasSize(3);
    }

    @Test
    void ofManyWhoChangeTheSameOneWins() throws Exception {
        var wins = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Documents node = i % 2 == 0 ? one : other;
                tasks.add(() -> {
                    try {
                        node.change(List.of(new Change(ACME, "x", 0)), 0, "ada", "");
                        wins.incrementAndGet();
                    } catch (ConflictException e) {
                        // Another was first.
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(wins).hasValue(1);
        assertThat(one.revision()).isEqualTo(1);
    }

    /** Each revision adds one document; whoever reads sees as many as the revision says. */
    @Test
    void readingIsOfOneMoment() throws Exception {
        List<Change> many = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            many.add(new Change(new Documents.Id("keys", "k" + i), "{}", 0));
        }
        one.change(many, 0, "ada", "");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer =
                    threads.submit(() -> {
                        for (int i = 0; i < 40; i++) {
                            var added = new Change(new Documents.Id("tenants", "t" + i), "{}", 0);
                            one.change(List.of(added), -1, "ada", "");
                            Thread.sleep(10);
                        }
                        return null;
                    });
            while (!writer.isDone()) {
                Documents.All all = other.read();
                assertThat(all.documents()).hasSize((int) (1999 + all.revision()));
            }
            writer.get();
        }
    }

    @Test
    void aNodeThatWatchesIsToldOfAnothersChange() throws Exception {
        var seen = new AtomicLong(-1);
        try (AutoCloseable watch = other.watch(() -> seen.set(other.revision()))) {
            await().untilAtomic(seen, org.hamcrest.Matchers.is(0L));
            for (int i = 1; i <= 5; i++) {
                long number =
                        one.change(List.of(new Change(ACME, "x", -1)), -1, "ada", "").number();
                await().atMost(Duration.ofSeconds(5)).until(() -> seen.get() == number);
            }
        }
    }

    /** Nobody published it: it is found by asking. */
    @Test
    void aMessageThatIsLostDoesNoHarm() throws Exception {
        var seen = new AtomicLong(-1);
        try (AutoCloseable watch = other.watch(() -> seen.set(other.revision()))) {
            await().untilAtomic(seen, org.hamcrest.Matchers.is(0L));
            redis.ask(commands -> commands.set("martlet:1:{documents}:revision", "1"));
            await().atMost(Duration.ofSeconds(5)).until(() -> seen.get() == 1);
        }
    }

    @Test
    void whoeverWatchesIsToldWhenRedisIsBack(@TempDir Path folder) throws Exception {
        try (var restarted = RedisProcess.durable(folder);
                var state = RedisState.open(restarted.settings())) {
            var calls = new AtomicInteger();
            try (AutoCloseable watch = state.documents().watch(calls::incrementAndGet)) {
                await().until(() -> calls.get() == 1);
                restarted.stop();
                await().until(() -> state.trouble() != null);
                restarted.start();
                await().atMost(Duration.ofSeconds(20)).until(() -> calls.get() >= 2);
                // And messages come again over the new connection.
                state.documents().change(List.of(new Change(ACME, "x", 0)), 0, "ada", "");
                await().until(() -> calls.get() >= 3);
            }
        }
    }
}
