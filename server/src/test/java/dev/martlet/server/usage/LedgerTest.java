// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.StateException;
import dev.martlet.core.state.UsageStore;
import dev.martlet.server.state.embedded.EmbeddedUsage;
import dev.martlet.server.state.embedded.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final UsageStore.Slot SLOT = new UsageStore.Slot(TEN, "acme", "ci", "smart");
    private static final UsageStore.Sums ONE = new UsageStore.Sums(1, 0, 10, 0, 5, 0, 7, 0);
    private static final UsageStore.Query ALL =
            new UsageStore.Query(null, null, Instant.EPOCH, Instant.MAX);

    private final Store store = Store.inMemory();
    private final UsageStore kept = new EmbeddedUsage(store);
    private final Ledger ledger = new Ledger(InstantSource.fixed(TEN));

    @AfterEach
    void close() {
        ledger.close();
        store.close();
    }

    /** A store that is away, or that takes what it gets and does not say so. */
    private static final class Shaky implements UsageStore {
        private final UsageStore behind;
        private final List<String> batches = new ArrayList<>();
        private boolean away;
        private boolean silent;

        Shaky(UsageStore behind) {
            this.behind = behind;
        }

        @Override
        public void add(String batch, List<Row> rows) {
            batches.add(batch);
            if (away) {
                throw new StateException("away", null);
            }
            behind.add(batch, rows);
            if (silent) {
                throw new StateException("no answer in time", null);
            }
        }

        @Override
        public List<Row> read(Query query) {
            return behind.read(query);
        }
    }

    @Test
    void whatIsUsedIsWrittenWithinASecondOrSo() {
        ledger.start(() -> kept);
        ledger.add(SLOT, ONE);
        ledger.add(SLOT, ONE);
        await().untilAsserted(() ->
                assertThat(kept.read(ALL))
                        .containsExactly(new UsageStore.Row(SLOT, ONE.plus(ONE))));
    }

    @Test
    void whatIsNotWrittenYetIsReadAlready() {
        var away = new Shaky(kept);
        away.away = true;
        ledger.start(() -> away);
        ledger.add(SLOT, ONE);
        ledger.write();
        ledger.add(SLOT, ONE);
        assertThat(ledger.read(ALL).stream().mapToLong(row -> row.sums().requests()).sum())
                .isEqualTo(2);
        assertThat(ledger.read(new UsageStore.Query("org", null, Instant.EPOCH, Instant.MAX)))
                .isEmpty();
        assertThat(kept.read(ALL)).isEmpty();
        away.away = false;
    }

    @Test
    void aStoreThatIsAwayGetsEverythingOnceWhenItIsBack() {
        var shaky = new Shaky(kept);
        ledger.start(() -> shaky);
        shaky.away = true;
        for (int i = 0; i < 5; i++) {
            ledger.add(SLOT, ONE);
            ledger.write();
        }
        shaky.away = false;
        ledger.write();
        assertThat(kept.read(ALL).getFirst().sums().requests()).isEqualTo(5);
    }

    @Test
    void whatWasTakenWithoutAnAnswerCountsOnce() {
        var shaky = new Shaky(kept);
        ledger.start(() -> shaky);
        shaky.silent = true;
        ledger.add(SLOT, ONE);
        ledger.write();
        ledger.write();
        shaky.silent = false;
        ledger.write();
        assertThat(kept.read(ALL).getFirst().sums().requests()).isEqualTo(1);
        assertThat(shaky.batches.stream().distinct()).hasSize(1);
    }

    @Test
    void aCloseWritesWhatIsLeft() {
        ledger.start(() -> kept);
        ledger.add(SLOT, ONE);
        ledger.close();
        assertThat(kept.read(ALL)).hasSize(1);
    }

    @Test
    void theMemoryIsBoundedWhileAStoreIsAway() {
        for (int i = 0; i < Ledger.MAX_SLOTS + 100; i++) {
            ledger.add(new UsageStore.Slot(TEN, "t" + i, "", "smart"), ONE);
        }
        List<UsageStore.Row> rows = ledger.read(ALL);
        assertThat(rows).hasSize(Ledger.MAX_SLOTS + 1);
        assertThat(rows.stream().mapToLong(row -> row.sums().requests()).sum())
                .isEqualTo(Ledger.MAX_SLOTS + 100);
        assertThat(rows)
                .filteredOn(row -> row.slot().tenant().equals(Ledger.OTHERS))
                .singleElement()
                .extracting(row -> row.sums().requests())
                .isEqualTo(100L);
    }
}
