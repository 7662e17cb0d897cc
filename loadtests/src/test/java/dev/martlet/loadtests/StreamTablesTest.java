// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamTablesTest {

    @Test
    void aRowTellsCostPerEventAndWhetherTheStreamsWereSustained() {
        String markdown =
                tables(
                        measurement("direct", 640, 0, 0),
                        measurement("martlet-plain", 6400, 0, 0),
                        measurement("martlet", 12_800, 0, 0));

        assertThat(markdown)
                .contains("CPU × martlet-plain")
                .contains(
                        "| martlet | 10.0 (10.0–10.0) | 640 (640–640) | 0 | 0 | 0 | yes | 20.0"
                                + " (20.0–20.0) | 1,280 (1,280–1,280) | 2.00 (2.00–2.00) |")
                .doesNotContain("- direct:");
    }

    @Test
    void oneLateOrLostEventIsNotSustained() {
        String markdown =
                tables(
                        measurement("direct", 640, 0, 0),
                        measurement("late", 640, 1, 0),
                        measurement("lossy", 640, 0, 1));

        assertThat(markdown)
                .contains("| late | 10.0 (10.0–10.0) | 640 (640–640) | 0 | 1 | 0 | no |")
                .contains("| lossy | 10.0 (10.0–10.0) | 640 (640–640) | 1 | 0 | 1 | no |")
                .contains("- lossy: requests failed.");
    }

    @Test
    void aReaderIsToldWhenTheBenchItselfWasTooSlow() {
        assertThat(tables(measurement("direct", 640, 3, 0)))
                .contains("- direct: generator and upstream alone do not sustain");
    }

    @Test
    void theBarIsPrintedWithItsVerdict() {
        assertThat(bar(2_000)).contains("2.00 (2.00–2.00) (bar: 2.00): kept.");
        assertThat(bar(2_100)).contains("2.10 (2.10–2.10) (bar: 2.00): missed.");
    }

    private static String bar(long cpuMicros) {
        var result =
                new CaseResult(
                        32,
                        List.of(
                                measurement("direct", 100, 0, 0),
                                measurement("martlet-plain", 1_000, 0, 0),
                                measurement("martlet", cpuMicros, 0, 0)));
        return new ChatCaseResult(ChatCase.OPENAI, result).markdown();
    }

    private static String tables(Measurement... measurements) {
        var result = new CaseResult(5, List.of(measurements));
        return new StreamTables(result, "martlet-plain", true).markdown();
    }

    private static Measurement measurement(String peer, long cpuMicros, long late, long lost) {
        var load =
                new LoadResult(
                        10,
                        1_000_000,
                        100,
                        1000,
                        2000,
                        Map.of("lost", lost),
                        100_000,
                        Map.of("events", 640L, "late", late));
        return new Measurement(peer, 1, load, cpuMicros, 8000, 64 << 20, 0.7, 0.1);
    }
}
