// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.Schema;
import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each file in {@code bad/} has the exact words of its problems beside it. Those in {@code shape}
 * break the schema as well; those in {@code whole} need the whole configuration, or files, to be
 * seen.
 */
class BadFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/martlet/server/config/bad");

    static List<Path> files() throws IOException {
        return yaml("").toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theProblemsAreExactlyTheseWords(Path file) throws IOException {
        String told = problems(file);
        Path golden = Path.of(file.toString().replace(".yaml", ".txt"));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, told);
        }
        assertThat(told).isEqualTo(Files.readString(golden));
        assertThat(told).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = "shape")
    void theSchemaRefusesWhatBreaksTheShape(String folder) throws IOException {
        Schema schema = Schemas2020.schema();
        assertThat(yaml(folder))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(Schemas2020.errors(schema, Files.readString(file)))
                                .as("errors of " + file)
                                .isNotEmpty());
    }

    private static Stream<Path> yaml(String folder) throws IOException {
        try (Stream<Path> found = Files.walk(FOLDER.resolve(folder))) {
            return found
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static String problems(Path file) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> StandIns.loader().load(file));
        assertThat(refused).as("the problems of " + file).isNotNull();
        String folder = file.getParent() + "/";
        return refused.problems().stream()
                .map(Problem::toString)
                .map(line -> line.replace(folder, "") + "\n")
                .collect(Collectors.joining());
    }
}
