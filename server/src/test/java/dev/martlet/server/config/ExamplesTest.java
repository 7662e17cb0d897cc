// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML file that the documentation or the demo shows is a configuration that holds. */
class ExamplesTest {
    @TempDir private Path folder;

    static List<Path> files() throws IOException {
        return Examples.files().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExampleHasNoProblems(Path example) throws IOException {
        ParsedConfig parsed = StandIns.loaderWithCel().load(Examples.withItsFiles(example, folder));
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
        Path copy = Examples.withItsFiles(example, folder);
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
}
