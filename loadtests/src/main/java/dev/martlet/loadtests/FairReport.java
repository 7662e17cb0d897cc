// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the scenario of fair shares saw.
 *
 * @param stamp machine, versions, commit
 * @param options as given
 * @param cases all measurements
 */
record FairReport(Map<String, String> stamp, List<String> options, List<FairResult> cases) {

    /** How much worse the calm tenant's p99 may be beside the flood. */
    static final double BAR = 1.2;

    /** Above this share, what is measured is the machine. */
    private static final double BUSY = 0.7;

    boolean passed() {
        return cases.stream().allMatch(one -> one.failed() == 0)
                && cases.stream()
                        .filter(FairResult::judged)
                        .allMatch(one -> one.each(FairResult.Round::ratio).median() <= BAR);
    }

    /** Writes {@code results.json} and {@code results.md}. */
    void write(Path folder) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        Files.writeString(
                folder.resolve("results.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(this));
        Files.writeString(folder.resolve("results.md"), markdown());
    }

    String markdown() {
        var table =
                new MarkdownTable(
                        "calm tenant",
                        "p50 alone, ms",
                        "p50 beside, ms",
                        "p99 alone, ms",
                        "p99 beside, ms",
                        "p99 beside / alone",
                        "its requests/s beside",
                        "the flood's",
                        "failed");
        for (FairResult one : cases) {
            table.row(
                    one.name(),
                    millis(one, round -> round.alone().p50Micros()),
                    millis(one, round -> round.beside().p50Micros()),
                    millis(one, round -> round.alone().p99Micros()),
                    millis(one, round -> round.beside().p99Micros()),
                    one.each(FairResult.Round::ratio).format(2),
                    one.each(round -> round.beside().requestsPerSecond()).format(0),
                    one.each(round -> round.flood().requestsPerSecond()).format(0),
                    Long.toString(one.failed()));
        }
        return "## Scenario fair%n%n%s%n- options: %s%n%n%s%n%s"
                .formatted(facts(), String.join(" ", options), table, warning());
    }

    private static String millis(
            FairResult one, java.util.function.ToDoubleFunction<FairResult.Round> micros) {
        return one.each(round -> micros.applyAsDouble(round) / 1000).format(1);
    }

    private String facts() {
        return stamp.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Others on the machine look like a flood. */
    private String warning() {
        double busiest =
                cases.stream()
                        .flatMap(one -> one.rounds().stream())
                        .mapToDouble(round -> Math.max(round.busyAlone(), round.busyBeside()))
                        .max()
                        .orElse(0);
        return busiest > BUSY
                ? "The machine was up to %.0f %% busy: these figures say little.%n"
                        .formatted(busiest * 100)
                : "";
    }
}
