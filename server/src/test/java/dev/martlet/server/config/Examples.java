// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The YAML files that users read: each has to hold. */
public final class Examples {
    private static final Path CERTS =
            Path.of("src/test/resources/dev/martlet/server/config/bad/whole/certs");
    private static final Set<String> NAMES =
            Set.of("api", "shop", "partners-ca", "internal-ca", "client");

    private static final Set<String> SECRETS = Set.of("admin-token", "openai", "claude");

    private static final Path DOCS = Path.of("../docs");
    private static final Path DEMO = Path.of("src/main/resources/dev/martlet/server/cli/demo.yaml");

    private Examples() {}

    public static Stream<Path> files() throws IOException {
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

    /** A copy in a folder with the certificates and secrets that the examples name. */
    public static Path withItsFiles(Path example, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("certs"));
        Files.createDirectories(folder.resolve("secrets"));
        for (String name : NAMES) {
            Files.write(
                    folder.resolve("certs/" + name + ".pem"),
                    Files.readAllBytes(CERTS.resolve("one.pem")));
            Files.write(
                    folder.resolve("certs/" + name + ".key"),
                    Files.readAllBytes(CERTS.resolve("one.key")));
        }
        for (String name : SECRETS) {
            Files.writeString(folder.resolve("secrets/" + name), "s3cr3t\n");
        }
        return Files.write(
                folder.resolve(example.getFileName().toString()), Files.readAllBytes(example));
    }
}
