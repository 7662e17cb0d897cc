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
 * A run of a scenario, as it is kept.
 *
 * @param scenario its name
 * @param stamp machine, versions, commit
 * @param options as given
 * @param generator which load generator
 * @param cases all measurements
 */
record Report(
        String scenario,
        Map<String, String> stamp,
        List<String> options,
        String generator,
        List<CaseResult> cases) {

    private static final List<String> REFERENCES = List.of("nginx", "haproxy", "plain-helidon");

    /** Writes {@code results.json} and {@code results.md}. */
    void write(Path folder) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        Files.writeString(
                folder.resolve("results.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(this));
        Files.writeString(folder.resolve("results.md"), markdown());
    }

    String markdown() {
        String facts =
                stamp.entrySet().stream()
                        .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                        .collect(Collectors.joining("\n"));
        String tables =
                cases.stream()
                        .map(one -> new CaseTables(one, reference()).markdown())
                        .collect(Collectors.joining("\n"));
        return "## Scenario %s%n%nMedian (least–greatest) of all rounds. Load generator: %s.%n%n%s%n- options: %s%n%n%s"
                .formatted(scenario, generator, facts, String.join(" ", options), tables);
    }

    boolean anyFailed() {
        return cases.stream()
                .flatMap(one -> one.measurements().stream())
                .anyMatch(measurement -> measurement.load().failed() > 0);
    }

    private String reference() {
        List<String> peers = cases.getFirst().peers();
        return REFERENCES.stream().filter(peers::contains).findFirst().orElse(peers.getLast());
    }
}
