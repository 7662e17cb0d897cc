// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Consumption;
import dev.martlet.core.state.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static Account.Window at(Span.Unit unit, String zone, String now) {
        Rule rule = Rig.rule("b/x", Measure.TOKENS, new Span.Calendar(unit, ZoneId.of(zone)), 100);
        return (Account.Window) Windows.account(rule, Instant.parse(now));
    }

    @ParameterizedTest
    @CsvSource({
        "DAY, UTC, 2026-11-23T12:00:00Z, 2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z",
        "WEEK, UTC, 2026-11-29T23:59:59Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "MONTH, UTC, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "MONTH, Europe/Berlin, 2026-10-31T23:30:00Z, 2026-10-31T23:00:00Z, 2026-11-30T23:00:00Z",
        "MONTH, America/New_York, 2026-11-01T03:00:00Z, 2026-10-01T04:00:00Z, 2026-11-01T04:00:00Z",
        "MONTH, Pacific/Apia, 2026-11-30T12:00:00Z, 2026-11-30T11:00:00Z, 2026-12-31T11:00:00Z",
        // Clocks go forward and back: a day of 23 and one of 25 hours.
        "DAY, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "DAY, Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        // In Beirut the clocks go forward at midnight: that day begins at one o'clock.
        "DAY, Asia/Beirut, 2026-03-29T12:00:00Z, 2026-03-28T22:00:00Z, 2026-03-29T21:00:00Z"
    })
    void aWindowGoesFromMidnightToMidnightWhereTheTenantIs(
            Span.Unit unit, String zone, String now, Instant start, Instant end) {
        Account.Window window = at(unit, zone, now);
        assertThat(window.start()).isEqualTo(start);
        assertThat(window.end()).isEqualTo(end);
    }

    @Test
    void windowsFollowEachOtherWithoutAGapForYears() {
        for (String zone : new String[] {"Europe/Berlin", "Asia/Beirut", "America/Sao_Paulo"}) {
            for (Span.Unit unit : Span.Unit.values()) {
                Account.Window window = at(unit, zone, "2026-01-01T12:00:00Z");
                while (window.end().isBefore(Instant.parse("2030-01-01T00:00:00Z"))) {
                    Account.Window next = at(unit, zone, window.end().toString());
                    assertThat(next.start()).as("%s %s", zone, unit).isEqualTo(window.end());
                    assertThat(next.id()).isNotEqualTo(window.id());
                    window = next;
                }
            }
        }
    }

    @Test
    void anotherTimeZoneKeepsWhatWasCountedThisMonth() {
        assertThat(at(Span.Unit.MONTH, "Europe/Berlin", "2026-11-23T12:00:00Z").id())
                .isEqualTo(at(Span.Unit.MONTH, "Asia/Tokyo", "2026-11-23T12:00:00Z").id())
                .isEqualTo("b/x/2026-11-01");
    }

    @Test
    void atTheEndOfTheMonthAllIsThereAgainAndOldRequestsCountWhereTheyBegan() {
        var rig = new Rig();
        Admission node = rig.node(rig.store.only());
        rig.wall.set(Instant.parse("2026-11-30T23:59:59Z"));
        var month = new Span.Calendar(Span.Unit.MONTH, ZoneId.of("UTC"));
        Meter[] meters = Rig.meters(Rig.rule("b/x", Measure.TOKENS, month, 100));
        Reservation old = Rig.enter(node, meters, Rig.tokens(node, 20, 60));
        assertThat(Rig.enter(node, meters, Rig.tokens(node, 20, 60))).isNull();

        rig.pass(Duration.ofSeconds(1));
        Reservation fresh = Rig.enter(node, meters, Rig.tokens(node, 20, 60));
        assertThat(fresh).isNotNull();
        old.settle(new Consumption(20, 40, 0));
        fresh.settle(new Consumption(20, 10, 0));
        node.reporter().round();

        assertThat(rig.store.used("b/x/2026-11-01")).isEqualTo(60);
        assertThat(rig.store.used("b/x/2026-12-01")).isEqualTo(30);
    }

    @Test
    void aClockThatIsSetBackFindsTheEarlierWindowWithItsCount() {
        var rig = new Rig();
        Admission node = rig.node(rig.store.only());
        var day = new Span.Calendar(Span.Unit.DAY, ZoneId.of("UTC"));
        Meter[] meters = Rig.meters(Rig.rule("b/x", Measure.REQUESTS, day, 10));
        assertThat(Rig.many(node, meters, 7, 1, 1)).isEqualTo(7);

        rig.wall.set(Rig.START.plus(Duration.ofDays(40)));
        assertThat(Rig.many(node, meters, 20, 1, 1)).isEqualTo(10);
        rig.wall.set(Rig.START);
        assertThat(Rig.many(node, meters, 20, 1, 1)).isEqualTo(3);
    }

    /** Buckets go by the clock that nobody sets. */
    @Test
    void aJumpOfTheClockRefillsNoBucket() {
        var rig = new Rig();
        Admission node = rig.node(rig.store.node("a"));
        Meter[] meters = Rig.meters(Rig.limit("r", Measure.REQUESTS, 10, Duration.ofMinutes(1)));
        assertThat(Rig.many(node, meters, 20, 1, 1)).isEqualTo(10);
        rig.wall.set(Rig.START.plus(Duration.ofDays(1)));
        assertThat(Rig.many(node, meters, 20, 1, 1)).isZero();
        rig.wall.set(Rig.START.minus(Duration.ofDays(1)));
        assertThat(Rig.many(node, meters, 20, 1, 1)).isZero();
    }
}
