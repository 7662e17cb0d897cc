// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final int GENERATIONS = 2_000;
    private static final int READERS = 8;

    /** How often each generation was closed. */
    private final AtomicIntegerArray closed = new AtomicIntegerArray(GENERATIONS + 1);

    @Test
    void aReplacedGenerationIsClosedWhenTheLastPinIsGone() {
        var snapshots = new Snapshots(snapshot(1));
        Pin one = snapshots.pin();
        Pin other = snapshots.pin();
        snapshots.publish(snapshot(2));
        assertThat(snapshots.generation()).isEqualTo(2);
        one.close();
        one.close();
        assertThat(closed.get(1)).isZero();
        assertThat(other.snapshot().generation()).isEqualTo(1);
        other.close();
        assertThat(closed.get(1)).isEqualTo(1);
        assertThat(closed.get(2)).isZero();
    }

    @Test
    void aGenerationThatNobodyPinsIsClosedWhenItIsReplaced() {
        var snapshots = new Snapshots(snapshot(1));
        snapshots.publish(snapshot(2));
        assertThat(closed.get(1)).isEqualTo(1);
    }

    @Test
    void theEndOfTheProcessLetsRequestsFinishAndTakesNoMore() {
        var snapshots = new Snapshots(snapshot(1));
        Pin pin = snapshots.pin();
        snapshots.close();
        assertThat(closed.get(1)).isZero();
        pin.close();
        assertThat(closed.get(1)).isEqualTo(1);
        assertThatThrownBy(snapshots::pin)
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith("draining");
    }

    @Test
    void theEndCountsOnceHoweverOftenItIsAskedFor() {
        var snapshots = new Snapshots(snapshot(1));
        Pin pin = snapshots.pin();
        snapshots.close();
        snapshots.close();
        assertThat(closed.get(1)).as("its request is in flight").isZero();
        assertThatThrownBy(snapshots::pin).isInstanceOf(GatewayException.class);
        pin.close();
        assertThat(closed.get(1)).isEqualTo(1);
    }

    @Test
    void whatIsPublishedAfterTheEndIsDiscarded() {
        var snapshots = new Snapshots(snapshot(1));
        Pin pin = snapshots.pin();
        snapshots.close();
        snapshots.publish(snapshot(2));
        assertThat(closed.get(2)).isEqualTo(1);
        assertThat(closed.get(1)).as("its request is in flight").isZero();
        assertThatThrownBy(snapshots::pin).isInstanceOf(GatewayException.class);
        pin.close();
        assertThat(closed.get(1)).isEqualTo(1);
    }

    @Test
    void aSnapshotThatIsNotPublishedIsClosedByItsBuilder() {
        snapshot(1).discard();
        assertThat(closed.get(1)).isEqualTo(1);
    }

    @Test
    void aClosedGenerationIsNeverHandedOutAndEachIsClosedOnce() {
        var snapshots = new Snapshots(snapshot(1));
        Together.run(
                READERS + 1,
                thread -> {
                    if (thread == 0) {
                        for (int i = 2; i <= GENERATIONS; i++) {
                            snapshots.publish(snapshot(i));
                        }
                        return;
                    }
                    long seen = 0;
                    while (seen < GENERATIONS) {
                        try (Pin pin = snapshots.pin()) {
                            long generation = pin.snapshot().generation();
                            assertThat(generation).isGreaterThanOrEqualTo(seen);
                            assertThat(closed.get((int) generation)).isZero();
                            seen = generation;
                        }
                    }
                });
        for (int i = 1; i < GENERATIONS; i++) {
            assertThat(closed.get(i)).as("closings of generation " + i).isEqualTo(1);
        }
        assertThat(closed.get(GENERATIONS)).isZero();
    }

    @Test
    void aPartIsFoundByItsKeyOnly() {
        Key<String> key = Key.named("text");
        Key<String> other = Key.named("text");
        Snapshot snapshot =
                Snapshot.builder(1, Fixture.snapshot(1).router()).part(key, "value").build();
        assertThat(snapshot.part(key)).isEqualTo("value");
        assertThatThrownBy(() -> snapshot.part(other)).hasMessageStartingWith("part: text");
    }

    private Snapshot snapshot(int generation) {
        return Snapshot.builder(generation, Fixture.snapshot(1).router())
                .onClose(() -> closed.incrementAndGet(generation))
                .build();
    }
}
