// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.config.Secret;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        // The mask stands for a secret; put each back, as an operator would.
        String effective = EffectiveConfig.yaml(parsed);
        for (Secret secret : secrets(parsed.config()).toList()) {
            effective =
                    effective.replaceFirst(
                            "(['\"])\\*\\*\\*\\1",
                            Matcher.quoteReplacement("\"" + secret.reveal() + "\""));
        }
        Path again = Files.writeString(folder.resolve("again.yaml"), effective);
        assertThat(StandIns.loaderWithCel().load(again).config()).isEqualTo(parsed.config());
        assertThat(Schemas2020.errors(Schemas2020.schema(), effective)).isEmpty();
    }

    /** In the order in which they are written. */
    private static Stream<Secret> secrets(@Nullable Object value) {
        return switch (value) {
            case Secret secret -> Stream.of(secret);
            case Collection<?> list -> list.stream().flatMap(ExamplesTest::secrets);
            case Map<?, ?> map -> map.values().stream().flatMap(ExamplesTest::secrets);
            case Record record ->
                    Arrays.stream(record.getClass().getRecordComponents())
                            .flatMap(component -> secrets(read(record, component)));
            case null, default -> Stream.empty();
        };
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
