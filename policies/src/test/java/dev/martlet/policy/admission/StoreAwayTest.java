// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Consumption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreAwayTest {
    private final Rig rig = new Rig();
    private final SharedCounters.Node store = rig.store.node("a");

    @Test
    void locallyANodeGoesOnByWhatItKnewToBeLeft() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.REQUESTS, 1_000));
        assertThat(Rig.many(node, meters, 300, 1, 1)).isEqualTo(300);

        store.away = true;
        assertThat(Rig.many(node, meters, 1_000, 1, 1)).isEqualTo(700);
        node.reporter().round();
        assertThat(Rig.many(node, meters, 10, 1, 1)).isZero();

        store.away = false;
        node.reporter().round();
        node.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(1_000);
        assertThat(node.totals().away()).isFalse();
    }

    @Test
    void aBucketIsRefilledLocallyWhileTheStoreIsAway() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.limit("r", Measure.REQUESTS, 60, Duration.ofMinutes(1)));
        store.away = true;
        assertThat(Rig.many(node, meters, 100, 1, 1)).isEqualTo(60);
        rig.pass(Duration.ofSeconds(10));
        assertThat(Rig.many(node, meters, 100, 1, 1)).isEqualTo(10);

        store.away = false;
        node.reporter().round();
        node.reporter().round();
        // The store has refilled what the node, which it did not hear of, has spent of it.
        assertThat(rig.left(meters[0])).isLessThanOrEqualTo(0);
        assertThat(Rig.many(node, meters, 100, 1, 1)).isZero();
    }

    @Test
    void onlyTheFirstRequestFindsOutThatTheStoreIsAway() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.strict(Rig.budget("b", Measure.REQUESTS, 1_000)));
        Rig.many(node, meters, 1, 1, 1);
        store.away = true;
        Rig.many(node, meters, 50, 1, 1);
        assertThat(node.totals().failures()).isEqualTo(1);
    }

    @Test
    void denyRefusesWhatTheSliceDoesNotCover() {
        Admission node = rig.node(store, true, 0.05);
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.REQUESTS, 10_000));
        Rig.many(node, meters, 300, 1, 1);
        long held = rig.store.held("b/b") - 300;

        store.away = true;
        assertThat((long) Rig.many(node, meters, 1_000, 1, 1)).isEqualTo(held);
        assertThat(node.totals().denied()).isEqualTo(1_000 - held);
        assertThat(node.totals().refused()).isEmpty();

        store.away = false;
        node.reporter().round();
        assertThat(Rig.many(node, meters, 1, 1, 1)).isEqualTo(1);
    }

    @Test
    void aReportWhoseAnswerIsLostCountsOnce() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.REQUESTS, 1_000));
        Rig.many(node, meters, 10, 1, 1);
        store.losesAnswer = true;
        node.reporter().round();
        assertThat(node.totals().away()).isTrue();
        Rig.many(node, meters, 5, 1, 1);
        node.reporter().round();
        node.reporter().round();

        assertThat(rig.store.used("b/b")).isEqualTo(15);
        assertThat(rig.store.held("b/b") + rig.store.used("b/b") + node(node)).isEqualTo(1_000);
    }

    private long node(Admission node) {
        return node.standings().getFirst().remaining() - rig.store.held("b/b");
    }

    /** The store has given, but nobody knows: the next report says what is really held. */
    @Test
    void aDrawWhoseAnswerIsLostIsPutRightByTheNextReport() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.strict(Rig.budget("b", Measure.TOKENS, 1_000)));
        store.losesAnswer = true;
        Reservation reservation = Rig.enter(node, meters, Rig.tokens(node, 10, 90));
        assertThat(reservation).isNotNull();
        reservation.settle(new Consumption(10, 40, 0));
        reservation.close();

        node.reporter().round();
        node.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(50);
        assertThat(rig.store.held("b/b")).isZero();
        assertThat(rig.left(meters[0])).isEqualTo(950);
    }

    @Test
    void whatIsSettledAfterTheStoreIsBackCountsToo() {
        Admission node = rig.node(store);
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 1_000));
        Reservation before = Rig.enter(node, meters, Rig.tokens(node, 10, 90));
        store.away = true;
        Reservation during = Rig.enter(node, meters, Rig.tokens(node, 10, 190));
        node.reporter().round();
        before.settle(new Consumption(10, 20, 0));
        store.away = false;
        node.reporter().round();
        during.settle(new Consumption(10, 30, 0));
        node.reporter().round();
        node.reporter().round();

        assertThat(rig.store.used("b/b")).isEqualTo(70);
    }
}
