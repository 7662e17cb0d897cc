// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The YAML files that users read: each has to hold. */
final class Examples {
    private static final Path DOCS = Path.of("../docs");
    private static final Path DEMO = Path.of("src/main/resources/dev/martlet/server/cli/demo.yaml");

    private Examples() {}

    static Stream<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(DOCS)) {
            Stream<Path> yaml =
                    found
                            .filter(file -> file.toString().endsWith(".yaml"))
                            .sorted()
                            .toList()
                            .stream();
            return Stream.concat(yaml, Stream.of(DEMO));
        }
    }
}
