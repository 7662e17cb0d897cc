// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole harness with real processes: whichever upstream and generator this machine has. */
class HttpBenchTest {

    private static final Path PEERS = Path.of("peers").toAbsolutePath();

    @TempDir Path work;

    @Test
    void aRunMeasuresEachPeerInTurnAndKeepsTheResult() throws Exception {
        var second = Duration.ofSeconds(1);
        var plan = new HttpBench.Plan(2, List.of(4), second, second, Optional.empty());
        List<CaseResult> results;
        try (Lab lab = Lab.open(Scenario.HTTP, PEERS, work)) {
            var bench = new HttpBench(lab, plan, new PrintWriter(Writer.nullWriter()));
            results = bench.run(List.of(new PlainHelidonPeer(work)));
        }
        var report = new Report("http", Map.of("commit", "abc"), List.of(), "any", results);
        report.write(work);

        assertThat(results.getFirst().measurements())
                .extracting(Measurement::peer)
                .containsExactly("direct", "plain-helidon", "direct", "plain-helidon");
        assertThat(results.getFirst().measurements())
                .allSatisfy(one -> {
                    assertThat(one.load().requests()).isPositive();
                    assertThat(one.load().failed()).isZero();
                    assertThat(one.load().p50Micros())
                            .isPositive()
                            .isLessThanOrEqualTo(one.load().p99Micros());
                    assertThat(one.cpuMicros()).isPositive();
                    assertThat(one.rssBytes()).isPositive();
                    assertThat(one.machineBusy()).isBetween(0.0, 1.0);
                });
        assertThat(Files.readString(work.resolve("results.md")))
                .contains("- commit: abc", "| plain-helidon |", "CPU × plain-helidon");
        assertThat(Files.readString(work.resolve("results.json"))).contains("\"plain-helidon\"");
    }

    @Test
    void aPeerThatCannotRunHereIsLeftOut() throws Exception {
        var plan =
                new HttpBench.Plan(
                        1,
                        List.of(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Optional.empty());
        try (Lab lab = Lab.open(Scenario.HTTP, PEERS, work)) {
            var said = new java.io.StringWriter();
            var bench = new HttpBench(lab, plan, new PrintWriter(said));
            var unbuilt = new MartletPeer("martlet", work, List.of(), Optional.empty());
            var unknown = new ConfiguredPeer("nobody", ".conf", List.of("no-such-proxy"));

            assertThat(bench.available(List.of(unbuilt, unknown))).isEmpty();
            assertThat(said.toString()).contains("without martlet: not built", "without nobody");
        }
    }
}
