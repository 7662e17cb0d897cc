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
 * What the reload scenario saw.
 *
 * @param stamp machine, versions, commit
 * @param options as given
 * @param load what the generator saw
 * @param reloads how many, valid and invalid in turn
 * @param surprises reloads that did not do what they had to
 * @param millisUntilServed from the valid file to the first answer by it
 * @param before memory after warm-up, without load
 * @param after memory after the reloads, without load
 */
record ReloadReport(
        Map<String, String> stamp,
        List<String> options,
        LoadResult load,
        int reloads,
        List<String> surprises,
        Spread millisUntilServed,
        Memory before,
        Memory after) {

    /**
     * Memory of one moment.
     *
     * @param rssBytes resident memory of the process
     * @param liveHeapBytes what a full collection leaves of the heap
     */
    record Memory(long rssBytes, long liveHeapBytes) {

        static Memory of(RunningPeer jvm) throws IOException, InterruptedException {
            long live = new Jcmd(jvm.process()).liveHeapBytes();
            return new Memory(jvm.sample().rssBytes(), live);
        }
    }

    boolean passed() {
        return load.failed() == 0 && surprises.isEmpty();
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
                new MarkdownTable("while the configuration changes", "figure")
                        .row("reloads, valid and invalid in turn", Integer.toString(reloads))
                        .row("reloads that went wrong", Integer.toString(surprises.size()))
                        .row("requests answered", "%,d".formatted(load.requests()))
                        .row("requests failed", load.failed() + " " + load.errors())
                        .row("requests/s", "%,.0f".formatted(load.requestsPerSecond()))
                        .row("p50, p99, slowest, µs", latencies())
                        .row("file to first answer, ms", millisUntilServed.format(0))
                        .row(
                                "live heap before → after, MiB",
                                mebibytes(before.liveHeapBytes, after.liveHeapBytes))
                        .row("RSS before → after, MiB", mebibytes(before.rssBytes, after.rssBytes));
        return "## Scenario reload%n%n%s%n- options: %s%n%n%s%n%s"
                .formatted(
                        facts(),
                        String.join(" ", options),
                        table,
                        surprises.stream()
                                .map(one -> "- " + one.replace("\n", " ") + "\n")
                                .collect(Collectors.joining()));
    }

    private String facts() {
        return stamp.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("\n"));
    }

    private String latencies() {
        return "%,d, %,d, %,d".formatted(load.p50Micros(), load.p99Micros(), load.maxMicros());
    }

    private static String mebibytes(long before, long after) {
        double unit = 1 << 20;
        return "%,.1f → %,.1f".formatted(before / unit, after / unit);
    }
}
