// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class LoadResultTest {

    private static final String REPORT =
            """
            Running 2s test @ http://127.0.0.1:8080/
              1 threads and 32 connections
            Requests/sec:  12000.10
            requests=24000
            duration-us=2000000
            p50-us=310
            p99-us=2200
            max-us=9000
            errors-connect=1
            errors-status=4
            cpu-us=500000
            """;

    @Test
    void theGeneratorsReportIsReadFromAmongWhatItPrintsForPeople() {
        LoadResult result = LoadResult.parse(REPORT);

        assertThat(result.requestsPerSecond()).isEqualTo(12_000);
        assertThat(result.p50Micros()).isEqualTo(310);
        assertThat(result.p99Micros()).isEqualTo(2200);
        assertThat(result.maxMicros()).isEqualTo(9000);
        assertThat(result.generatorCpus()).isEqualTo(0.25);
    }

    @Test
    void everyKindOfErrorIsAFailedRequest() {
        LoadResult result = LoadResult.parse(REPORT);

        assertThat(result.errors()).containsExactly(entry("connect", 1L), entry("status", 4L));
        assertThat(result.failed()).isEqualTo(5);
    }

    @Test
    void aReportThatLacksAFigureIsRefused() {
        assertThatThrownBy(() -> LoadResult.parse(REPORT.replace("p99-us", "p98-us")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks p99-us");
    }
}
