// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.StateException;
import dev.martlet.core.state.UsageStore;
import dev.martlet.core.state.UsageStore.Query;
import dev.martlet.core.state.UsageStore.Row;
import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedUsageTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-23T11:00:00Z");
    private static final Sums ONE = new Sums(1, 2, 3, 4, 5, 6, 7, 8);
    private static final Query ALL = new Query(null, null, Instant.EPOCH, Instant.MAX);

    @TempDir Path folder;
    private Store store = Store.inMemory();
    private UsageStore usage = new EmbeddedUsage(store);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void rowsOfOneSlotAreAddedUp() {
        Slot slot = new Slot(TEN, "acme", "ci", "smart");
        usage.add("a", List.of(new Row(slot, ONE)));
        usage.add("b", List.of(new Row(slot, ONE)));
        assertThat(usage.read(ALL))
                .containsExactly(new Row(slot, new Sums(2, 4, 6, 8, 10, 12, 14, 16)));
    }

    @Test
    void aBatchThatIsHandedInTwiceCountsOnce() {
        Slot slot = new Slot(TEN, "", "", "smart");
        usage.add("a", List.of(new Row(slot, ONE)));
        usage.add("a", List.of(new Row(slot, ONE)));
        assertThat(usage.read(ALL)).containsExactly(new Row(slot, ONE));
    }

    @Test
    void aQuestionGetsWhatItAsksForInTheOrderOfTheHours() {
        Row first = new Row(new Slot(TEN, "acme", "ci", "smart"), ONE);
        Row second = new Row(new Slot(ELEVEN, "acme", "ci", "small"), ONE);
        Row third = new Row(new Slot(ELEVEN, "org", "k", "smart"), ONE);
        usage.add("a", List.of(third, second, first));

        assertThat(usage.read(ALL)).containsExactly(first, second, third);
        assertThat(usage.read(new Query("acme", null, TEN, Instant.MAX)))
                .containsExactly(first, second);
        assertThat(usage.read(new Query(null, "smart", TEN, Instant.MAX)))
                .containsExactly(first, third);
        assertThat(usage.read(new Query(null, null, TEN, ELEVEN))).containsExactly(first);
        assertThat(usage.read(new Query(null, null, ELEVEN, ELEVEN.plusSeconds(3600))))
                .containsExactly(second, third);
    }

    @Test
    void whatIsOlderThanAYearOrSoIsForgotten() {
        Instant old = TEN.minus(EmbeddedUsage.KEPT).minusSeconds(3600);
        usage.add("a", List.of(new Row(new Slot(old, "", "", "m"), ONE)));
        assertThat(usage.read(ALL)).hasSize(1);
        Row now = new Row(new Slot(TEN, "", "", "m"), ONE);
        usage.add("b", List.of(now));
        assertThat(usage.read(ALL)).containsExactly(now);
    }

    @Test
    void anAddedBatchIsThereAfterAKill() {
        store.close();
        store = Store.in(folder);
        Row row = new Row(new Slot(TEN, "acme", "sub\u0000ject", "smart"), ONE);
        new EmbeddedUsage(store).add("a", List.of(row));
        store.abandon();

        store = Store.in(folder);
        assertThat(new EmbeddedUsage(store).read(ALL))
                .containsExactly(new Row(new Slot(TEN, "acme", "sub?ject", "smart"), ONE));
    }

    @Test
    void aBatchThatDidNotReachTheDiskCountsWhenItIsHandedInAgain() {
        store.close();
        var disk = new FullDisk();
        store = Store.at(new StoreFile(folder, disk.scheme()));
        usage = new EmbeddedUsage(store);
        Row row = new Row(new Slot(TEN, "acme", "", "smart"), ONE);
        usage.add("a", List.of(row));
        disk.full(true);
        assertThatThrownBy(() -> usage.add("b", List.of(row))).isInstanceOf(StateException.class);
        disk.full(false);
        await().until(() -> store.trouble() == null);
        usage.add("b", List.of(row));
        usage.add("b", List.of(row));
        assertThat(usage.read(ALL).getFirst().sums().requests()).isEqualTo(2);
    }
}
