// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML file that the documentation or the demo shows is a configuration that holds. */
class ExamplesTest {
    private static final Path CERTS =
            Path.of("src/test/resources/dev/martlet/server/config/bad/whole/certs");
    private static final Set<String> NAMES =
            Set.of("api", "shop", "partners-ca", "internal-ca", "client");

    @TempDir private Path folder;

    static List<Path> files() throws IOException {
        return Examples.files().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExampleHasNoProblems(Path example) throws IOException {
        ParsedConfig parsed = StandIns.loaderWithCel().load(withItsFiles(example));
        assertThat(parsed.config().routes()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theSchemaTakesAnExample(Path example) throws IOException {
        assertThat(Schemas2020.errors(Schemas2020.schema(), Files.readString(example))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theEffectiveFormOfAnExampleMeansTheSame(Path example) throws IOException {
        Path copy = withItsFiles(example);
        ParsedConfig parsed = StandIns.loaderWithCel().load(copy);
        // The mask stands for the secret; put it back as an operator would.
        String effective =
                EffectiveConfig.yaml(parsed)
                        .replace("'***'", "\"***\"")
                        .replace("\"***\"", "file:secrets/admin-token");
        Path again = Files.writeString(folder.resolve("again.yaml"), effective);
        assertThat(StandIns.loaderWithCel().load(again).config()).isEqualTo(parsed.config());
        assertThat(Schemas2020.errors(Schemas2020.schema(), effective)).isEmpty();
    }

    /** A copy beside the certificates and secrets that the examples name. */
    private Path withItsFiles(Path example) throws IOException {
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
        Files.writeString(folder.resolve("secrets/admin-token"), "s3cr3t\n");
        return Files.write(
                folder.resolve(example.getFileName().toString()), Files.readAllBytes(example));
    }
}
