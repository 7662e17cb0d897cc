// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairReportTest {

    private static LoadResult load(long p99, long failed) {
        return new LoadResult(
                1_000, 1_000_000, p99 / 2, p99, p99, Map.of("status", failed), 0, Map.of());
    }

    private static FairReport report(boolean judged, long failed, double busy, long... beside) {
        List<FairResult.Round> rounds =
                java.util.Arrays.stream(beside)
                        .mapToObj(p99 ->
                                new FairResult.Round(
                                        load(20_000, 0),
                                        load(p99, failed),
                                        load(200_000, 0),
                                        0.1,
                                        busy))
                        .toList();
        return new FairReport(Map.of(), List.of(), List.of(new FairResult("fair", judged, rounds)));
    }

    @Test
    void theMedianOfTheRoundsIsJudged() {
        assertThat(report(true, 0, 0.1, 24_000, 90_000, 23_000).passed()).isTrue();
        assertThat(report(true, 0, 0.1, 25_000, 90_000, 23_000).passed()).isFalse();
        assertThat(report(false, 0, 0.1, 90_000).passed()).isTrue();
    }

    @Test
    void aRequestOfTheCalmTenantThatFailedIsOneTooMany() {
        assertThat(report(false, 1, 0.1, 20_000).passed()).isFalse();
    }

    @Test
    void theTableHasTheRatioAndSaysWhenTheMachineWasBusy() {
        assertThat(report(true, 0, 0.1, 24_000).markdown())
                .contains("| 1.20 (1.20–1.20) |")
                .doesNotContain("busy");
        assertThat(report(true, 0, 0.9, 24_000).markdown()).contains("up to 90 % busy");
    }

    @Test
    void anUnknownCaseIsRefusedWithThoseThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FairCase.of("fare"))
                .withMessageContaining("[fair, adaptive, fifo]");
    }
}
