// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Consumption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Rig rig = new Rig();
    private final Admission only = rig.node(rig.store.only());

    @Test
    void aLimitLetsInAsManyAsItSaysAndNoMore() {
        Meter[] meters = Rig.meters(Rig.limit("r", Measure.REQUESTS, 100, MINUTE));

        assertThat(Rig.many(only, meters, 150, 1, 1)).isEqualTo(100);

        rig.pass(Duration.ofSeconds(6));
        assertThat(Rig.many(only, meters, 150, 1, 1)).isEqualTo(10);
    }

    @Test
    void aRefusalSaysWhenToComeBack() {
        Meter[] meters = Rig.meters(Rig.limit("r", Measure.REQUESTS, 60, MINUTE));
        Rig.many(only, meters, 60, 1, 1);

        Refusal refusal = only.reserve(Rig.reservation(), meters, Rig.tokens(only, 1, 1));

        assertThat(refusal).isNotNull();
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasReservedAndNotUsedIsThereForTheNext() {
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 1_410));
        for (int i = 0; i < 100; i++) {
            Reservation reservation = Rig.enter(only, meters, Rig.tokens(only, 10, 900));
            assertThat(reservation).as("request %s", i).isNotNull();
            reservation.settle(new Consumption(2, 3, 0));
            reservation.close();
        }
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 10, 901))).isNull();
        only.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(500);
    }

    @Test
    void whoUsesMoreThanWasReservedOverdrawsAndThatCounts() {
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 1_000));
        Reservation reservation = Rig.enter(only, meters, Rig.tokens(only, 10, 90));
        reservation.settle(new Consumption(10, 2_990, 0));

        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();
        only.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(3_000);
        assertThat(rig.left(meters[0])).isEqualTo(-2_000);
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();
    }

    /** A debt of more than the bucket's size must not shut it for ever. */
    @Test
    void anOverdrawnBucketIsOpenAgainWhenTheDebtIsPaid() {
        Meter[] meters = Rig.meters(Rig.limit("t", Measure.TOKENS, 1_000, MINUTE));
        Reservation reservation = Rig.enter(only, meters, Rig.tokens(only, 10, 90));
        reservation.settle(new Consumption(10, 2_990, 0));
        only.reporter().round();

        rig.pass(Duration.ofSeconds(119));
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 20))).isNull();
        rig.pass(Duration.ofSeconds(3));
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 20))).isNotNull();
    }

    @Test
    void aRefusalByOneAccountLeavesTheOthersAsTheyWere() {
        Meter requests = new Meter(Rig.limit("r", Measure.REQUESTS, 100, MINUTE));
        Meter tokens = new Meter(Rig.budget("b", Measure.TOKENS, 50));
        Meter[] meters = {requests, tokens};
        Rig.many(only, meters, 1, 20, 20);

        assertThat(Rig.enter(only, meters, Rig.tokens(only, 20, 20))).isNull();

        only.reporter().round();
        assertThat(rig.left(requests)).isEqualTo(99);
        assertThat(only.standings())
                .extracting(Standing::remaining)
                .containsExactlyInAnyOrder(99L, 10L);
    }

    @Test
    void permitsComeBackWhenTheExchangeEndsAndNotWhenItIsSettled() {
        Meter[] meters = Rig.meters(Rig.rule("l/c", Measure.CONCURRENT, new Span.AtOnce(), 2));
        Reservation first = Rig.enter(only, meters, Rig.tokens(only, 1, 1));
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNotNull();
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();

        first.settle(new Consumption(1, 1, 0));
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();
        first.close();
        first.close();
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNotNull();
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();
    }

    @Test
    void onlyTheFirstSettlementCounts() {
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 1_000));
        Reservation reservation = Rig.enter(only, meters, Rig.tokens(only, 10, 90));
        reservation.settle(new Consumption(10, 20, 0));
        reservation.settle(new Consumption(10, 90, 0));
        reservation.close();

        only.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(30);
    }

    @Test
    void aRequestThatNobodySettlesUsesNoTokensButWasARequest() {
        Meter[] meters =
                Rig.meters(
                        Rig.budget("b", Measure.TOKENS, 1_000),
                        Rig.budget("n", Measure.REQUESTS, 1_000));
        Rig.enter(only, meters, Rig.tokens(only, 10, 90)).close();

        only.reporter().round();
        assertThat(rig.store.used("b/b")).isZero();
        assertThat(rig.store.used("b/n")).isEqualTo(1);
    }

    @Test
    void dollarsAreReservedByTheDearestPriceAndSettledByTheRealOne() {
        Meter[] meters = Rig.meters(Rig.budget("usd", Measure.NANO_USD, 1_000_000));
        var dear = new Expected(new Rig.Wants(1, 1, 600_000L), only.averages());
        Reservation reservation = Rig.enter(only, meters, dear);
        assertThat(Rig.enter(only, meters, dear)).isNull();

        reservation.settle(new Consumption(1, 1, 1_234));

        assertThat(Rig.enter(only, meters, dear)).isNotNull();
        only.reporter().round();
        assertThat(rig.store.used("b/usd")).isEqualTo(1_234);
    }

    @Test
    void aShadowCountsAndRefusesNothing() {
        Meter[] meters = Rig.meters(Rig.shadow(Rig.budget("b", Measure.TOKENS, 100)));

        assertThat(Rig.many(only, meters, 10, 10, 10)).isEqualTo(10);

        only.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(200);
        assertThat(only.totals().shadowed()).containsValue(5L);
        assertThat(only.totals().refused()).isEmpty();
    }

    @Test
    void anAnswerThatMayBeLargerThanTheWholeLimitGetsTheWholeOfIt() {
        Meter[] meters = Rig.meters(Rig.limit("t", Measure.TOKENS, 1_000, MINUTE));

        Reservation reservation = Rig.enter(only, meters, Rig.tokens(only, 10, 128_000));

        assertThat(reservation).isNotNull();
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNull();
        reservation.settle(new Consumption(10, 90, 0));
        assertThat(Rig.enter(only, meters, Rig.tokens(only, 1, 1))).isNotNull();
    }

    @Test
    void withoutALimitOfTheClientTheAverageIsReserved() {
        for (int i = 0; i < 200; i++) {
            only.averages().learn("m", 50);
        }
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 100));

        assertThat(Rig.enter(only, meters, Rig.tokens(only, 40, -1))).isNotNull();
        assertThat(only.standings().getFirst().remaining()).isBetween(5L, 15L);
    }

    @Test
    void moreOfABudgetAfterAReloadKeepsTheCount() {
        Meter[] before = Rig.meters(Rig.budget("b", Measure.TOKENS, 100));
        assertThat(Rig.many(only, before, 10, 10, 10)).isEqualTo(5);

        Meter[] after = Rig.meters(Rig.budget("b", Measure.TOKENS, 160));
        assertThat(Rig.many(only, after, 10, 10, 10)).isEqualTo(3);

        Meter[] less = Rig.meters(Rig.budget("b", Measure.TOKENS, 120));
        only.reporter().round();
        assertThat(Rig.many(only, less, 10, 10, 10)).isZero();
        assertThat(rig.store.used("b/b")).isEqualTo(160);
    }

    @Test
    void lessOfABudgetAfterAReloadHoldsFromTheNextReportOn() {
        Meter[] before = Rig.meters(Rig.budget("b", Measure.TOKENS, 1_000));
        Rig.many(only, before, 1, 10, 10);

        Meter[] after = Rig.meters(Rig.budget("b", Measure.TOKENS, 60));
        after[0].purse(only, rig.wall.get().toEpochMilli());
        only.reporter().round();

        assertThat(Rig.many(only, after, 10, 10, 10)).isEqualTo(2);
    }

    @Test
    void slicesGoBackAfterIdlenessAndAccountsLeaveTheMemory() {
        Admission node = rig.node(rig.store.node("a"));
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 100_000));
        Rig.many(node, meters, 100, 10, 10);
        node.reporter().round();
        assertThat(rig.store.held("b/b")).isPositive();

        rig.pass(Duration.ofSeconds(11));
        node.reporter().round();
        assertThat(rig.store.held("b/b")).isZero();

        rig.pass(Duration.ofMinutes(11));
        node.reporter().round();
        assertThat(node.totals().accounts()).isZero();

        Rig.many(node, meters, 1, 10, 10);
        node.close();
        assertThat(rig.store.used("b/b")).isEqualTo(2_020);
        assertThat(rig.store.held("b/b")).isZero();
    }

    @Test
    void anAccountWithARequestUnderWayIsNotForgotten() {
        Admission node = rig.node(rig.store.node("a"));
        Meter[] meters = Rig.meters(Rig.budget("b", Measure.TOKENS, 100_000));
        Reservation slow = Rig.enter(node, meters, Rig.tokens(node, 10, 10));
        node.reporter().round();
        rig.pass(Duration.ofHours(1));
        node.reporter().round();
        node.reporter().round();
        assertThat(node.totals().accounts()).isEqualTo(1);

        slow.settle(new Consumption(10, 7, 0));
        node.reporter().round();
        assertThat(rig.store.used("b/b")).isEqualTo(17);
    }

    @Test
    void mostRequestsDoNotAskTheStore() {
        Admission node = rig.node(rig.store.node("a"));
        Meter[] meters =
                Rig.meters(
                        Rig.limit("r", Measure.REQUESTS, 100_000, MINUTE),
                        Rig.budget("b", Measure.TOKENS, 10_000_000));
        for (int i = 0; i < 5_000; i++) {
            Rig.many(node, meters, 1, 10, 10);
            rig.pass(Duration.ofMillis(2));
        }
        assertThat(rig.store.draws.get()).isLessThan(250);
    }

    @Test
    void strictDrawsForEachRequestAndNothingInAdvance() {
        Admission node = rig.node(rig.store.node("a"));
        Meter[] meters = Rig.meters(Rig.strict(Rig.budget("b", Measure.TOKENS, 10_000)));
        for (int i = 1; i <= 100; i++) {
            assertThat(Rig.enter(node, meters, Rig.tokens(node, 10, 10))).isNotNull();
            assertThat(rig.store.held("b/b")).isEqualTo(20L * i);
        }
        assertThat(rig.store.draws.get()).isEqualTo(100);
    }

    @Test
    void sharesOfABudgetAreToldOnceOnAllNodesAndAfterARestart() {
        Rule rule = Rig.alerting(Rig.budget("b", Measure.TOKENS, 1_000), 0.5, 0.8);
        Admission one = rig.node(rig.store.node("a"));
        Admission two = rig.node(rig.store.node("b"));
        Rig.many(one, Rig.meters(rule), 20, 10, 10);
        one.reporter().round();
        assertThat(rig.alerts).isEmpty();

        Rig.many(two, Rig.meters(rule), 8, 10, 10);
        two.reporter().round();
        one.reporter().round();
        two.reporter().round();
        assertThat(rig.alerts).extracting(Alert::share).containsExactly(0.5);

        Rig.many(one, Rig.meters(rule), 20, 10, 10);
        one.close();
        two.reporter().round();
        Admission again = rig.node(rig.store.node("c"));
        Rig.many(again, Rig.meters(rule), 1, 10, 10);
        again.reporter().round();
        again.reporter().round();
        assertThat(rig.alerts).extracting(Alert::share).containsExactly(0.5, 0.8);
    }
}
