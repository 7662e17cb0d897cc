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
 * A run of {@code bench chat}, as it is kept.
 *
 * @param stamp machine, versions, commit
 * @param options as given
 * @param generator of whole chats; streams are always driven by the bench's own
 * @param leftOut who did not take part, and why
 * @param cases all measurements
 */
record ChatReport(
        Map<String, String> stamp,
        List<String> options,
        String generator,
        List<String> leftOut,
        List<ChatCaseResult> cases) {

    /** Writes {@code results.json} and {@code results.md}. */
    void write(Path folder) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        Files.writeString(
                folder.resolve("results.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(this));
        Files.writeString(folder.resolve("results.md"), markdown());
    }

    String markdown() {
        return "## Scenario chat%n%nMedian (least–greatest) of all rounds. Load generator of whole chats: %s; of streams: the bench's own.%n%n%s%n- options: %s%n%n%s%n%s"
                .formatted(
                        generator,
                        stamp.entrySet().stream()
                                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                                .collect(Collectors.joining("\n")),
                        String.join(" ", options),
                        leftOut.stream()
                                .map(line -> "- without " + firstLine(line) + "\n")
                                .collect(Collectors.joining()),
                        cases.stream()
                                .map(ChatCaseResult::markdown)
                                .collect(Collectors.joining("\n")));
    }

    /** Only Martlet's failures are ours; the table shows the others'. */
    boolean martletFailed() {
        return cases.stream()
                .flatMap(one -> one.result().measurements().stream())
                .filter(measurement -> measurement.peer().startsWith(MartletPeer.NAME))
                .anyMatch(measurement -> measurement.load().failed() > 0);
    }

    /** The rest is the tail of a log. */
    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
