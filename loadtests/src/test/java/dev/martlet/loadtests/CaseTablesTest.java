// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaseTablesTest {

    /** The machine was half as fast in the second round, for both. */
    private static final CaseResult RESULT =
            new CaseResult(
                    32,
                    List.of(
                            measurement("direct", 1, 1, 100, 0, 0.5),
                            measurement("nginx", 1, 20, 150, 0, 0.5),
                            measurement("martlet", 1, 40, 250, 0, 0.5),
                            measurement("direct", 2, 2, 200, 0, 0.5),
                            measurement("nginx", 2, 40, 300, 0, 0.5),
                            measurement("martlet", 2, 80, 500, 0, 0.5)));

    @Test
    void ratiosAreFormedWithinARoundSoThatASlowRoundDoesNotShow() {
        assertThat(RESULT.ratio("martlet", "nginx", Measurement::cpuMicrosPerRequest))
                .contains(new Spread(2, 2, 2));
        assertThat(RESULT.added("martlet", "direct", m -> m.load().p50Micros()))
                .contains(new Spread(225, 150, 300));
    }

    @Test
    void thereIsNoRatioToAPeerThatIsNotThere() {
        assertThat(RESULT.ratio("martlet", "envoy", Measurement::cpuMicrosPerRequest)).isEmpty();
    }

    @Test
    void theTableHasARowForEachPeerInTheOrderTheyWereMeasured() {
        String markdown = new CaseTables(RESULT, "nginx").markdown();

        assertThat(markdown)
                .contains("### 32 connections")
                .contains("CPU × nginx")
                .contains(
                        "| martlet | 1,000 (1,000–1,000) | 375 (250–500) | 1,000 (1,000–1,000) | 225"
                                + " (150–300) | 0 (0–0) | 60.0 (40.0–80.0) | 2.00 (2.00–2.00) | 64"
                                + " (64–64) | 0 |")
                .doesNotContain("bottleneck")
                .doesNotContain("failed.");
        assertThat(markdown.indexOf("| direct |")).isLessThan(markdown.indexOf("| nginx |"));
    }

    @Test
    void aReaderIsWarnedOfABusyGeneratorAndOfFailedRequests() {
        var result =
                new CaseResult(
                        32,
                        List.of(
                                measurement("direct", 1, 1, 100, 0, 0.99),
                                measurement("nginx", 1, 20, 150, 0, 0.95),
                                measurement("martlet", 1, 20, 150, 3, 0.5)));

        assertThat(new CaseTables(result, "nginx").markdown())
                .contains("- nginx: the load generator was the bottleneck.")
                .contains("- martlet: requests failed.")
                .doesNotContain("- direct: the load generator")
                .doesNotContain("- martlet: the load generator");
    }

    private static Measurement measurement(
            String peer, int round, int cpu, int p50, long failed, double generatorCpus) {
        var load =
                new LoadResult(
                        1000,
                        1_000_000,
                        p50,
                        1000,
                        2000,
                        Map.of("status", failed),
                        (long) (generatorCpus * 1_000_000),
                        Map.of());
        return new Measurement(peer, round, load, cpu * 1000L, 8000, 64 << 20, 0.7, 0.1);
    }
}
