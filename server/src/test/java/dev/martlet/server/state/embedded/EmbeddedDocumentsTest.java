// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Change;
import dev.martlet.core.state.Documents.ConflictException;
import dev.martlet.core.state.Documents.Document;
import dev.martlet.core.state.Documents.OutdatedException;
import dev.martlet.core.state.Documents.Revision;
import dev.martlet.core.state.StateException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDocumentsTest {
    private static final Documents.Id ACME = new Documents.Id("tenants", "acme");
    private static final Documents.Id ORG = new Documents.Id("tenants", "org");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");

    @TempDir Path folder;
    private Store store = Store.inMemory();
    private Documents documents = new EmbeddedDocuments(store, () -> NOW);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aChangeIsARevisionWithItsAuthorAndTime() {
        Revision made = change(List.of(new Change(ACME, "{}", 0)));

        assertThat(made.number()).isEqualTo(1);
        assertThat(made.author()).isEqualTo("me");
        assertThat(made.note()).isEqualTo("why");
        assertThat(made.at()).isEqualTo("2026-11-23T10:00:00.123Z");
        assertThat(made.changes()).containsExactly(new Documents.Changed(ACME, null, "{}"));
        assertThat(documents.revision()).isEqualTo(1);
        assertThat(documents.history(10)).containsExactly(made);
        assertThat(documents.read())
                .isEqualTo(new Documents.All(1, Map.of(ACME, new Document(ACME, "{}", 1))));
    }

    @Test
    void severalChangesAreMadeTogetherOrNotAtAll() {
        change(List.of(new Change(ACME, "{}", 0)));

        assertThatThrownBy(
                        () -> change(List.of(new Change(ORG, "{}", 0), new Change(ACME, "1", 7))))
                .isInstanceOf(ConflictException.class)
                .hasMessage("tenants/acme: version 1");
        assertThat(documents.read().documents()).containsOnlyKeys(ACME);

        change(List.of(new Change(ORG, "{}", 0), new Change(ACME, null, 1)));
        assertThat(documents.read().documents()).containsOnlyKeys(ORG);
        assertThat(documents.history(1).getFirst().changes())
                .containsExactly(
                        new Documents.Changed(ORG, null, "{}"),
                        new Documents.Changed(ACME, "{}", null));
    }

    @Test
    void whoeverLookedAtAnOlderRevisionIsTold() {
        change(List.of(new Change(ACME, "{}", 0)));

        assertThatThrownBy(
                        () -> documents.change(List.of(new Change(ORG, "{}", 0)), 0, "me", "why"))
                .isInstanceOf(OutdatedException.class);
        assertThat(documents.change(List.of(new Change(ORG, "{}", 0)), 1, "me", "").number())
                .isEqualTo(2);
    }

    @Test
    void theOldestRevisionsAreForgottenAndTheNumbersGoOn() {
        for (int i = 0; i < Documents.HISTORY + 5; i++) {
            change(List.of(new Change(ACME, Integer.toString(i), -1)));
        }

        List<Revision> history = documents.history(Integer.MAX_VALUE);
        assertThat(history).hasSize(Documents.HISTORY);
        assertThat(history.getFirst().number()).isEqualTo(Documents.HISTORY + 5);
        assertThat(history.getLast().number()).isEqualTo(6);
        assertThat(documents.history(2)).isEqualTo(history.subList(0, 2));
    }

    @Test
    void ofManyWritersOfOneVersionOneWins() throws Exception {
        change(List.of(new Change(ACME, "0", 0)));
        AtomicInteger lost = new AtomicInteger();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new java.util.ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String text = Integer.toString(i);
                all.add(
                        pool.submit(() -> {
                            try {
                                change(List.of(new Change(ACME, text, 1)));
                            } catch (ConflictException e) {
                                lost.incrementAndGet();
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(lost).hasValue(19);
        assertThat(documents.revision()).isEqualTo(2);
    }

    @Test
    void allIsThereAfterAKill() {
        store.close();
        store = Store.in(folder);
        documents = new EmbeddedDocuments(store, () -> NOW);
        Revision made = change(List.of(new Change(ACME, "{\"a\":\"ü\"}", 0)));
        store.abandon();

        store = Store.in(folder);
        documents = new EmbeddedDocuments(store, () -> NOW);
        assertThat(documents.history(10)).containsExactly(made);
        assertThat(documents.read().documents())
                .containsEntry(ACME, new Document(ACME, "{\"a\":\"ü\"}", 1));
    }

    @Test
    void aChangeThatDoesNotReachTheDiskIsRefused() {
        store.close();
        var disk = new FullDisk();
        store = Store.at(new StoreFile(folder, disk.scheme()));
        documents = new EmbeddedDocuments(store, () -> NOW);
        change(List.of(new Change(ACME, "1", 0)));
        disk.full(true);
        assertThatThrownBy(() -> change(List.of(new Change(ACME, "2", 1))))
                .isInstanceOf(StateException.class);
        disk.full(false);
        await().until(() -> store.trouble() == null);
        assertThat(documents.read().documents()).containsEntry(ACME, new Document(ACME, "1", 1));
        assertThat(documents.revision()).isEqualTo(1);
    }

    @Test
    void listenersAreCalledUntilTheyLeave() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AutoCloseable watch = documents.watch(calls::incrementAndGet);
        change(List.of(new Change(ACME, "1", 0)));
        await().untilAtomic(calls, org.hamcrest.Matchers.is(1));
        watch.close();
        change(List.of(new Change(ACME, "2", 1)));
        AtomicInteger second = new AtomicInteger();
        documents.watch(second::incrementAndGet);
        change(List.of(new Change(ACME, "3", 2)));
        await().untilAtomic(second, org.hamcrest.Matchers.is(1));
        assertThat(calls).hasValue(1);
    }

    private Revision change(List<Change> changes) {
        return documents.change(changes, -1, "me", "why");
    }
}
