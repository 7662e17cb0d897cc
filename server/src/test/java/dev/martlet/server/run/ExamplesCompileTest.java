// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Snapshot;
import dev.martlet.server.config.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML file that the documentation shows can be served: it compiles to a snapshot. */
class ExamplesCompileTest {
    private static Composition parts;

    @TempDir private Path folder;

    @BeforeAll
    static void compose() {
        parts = new Composition(name -> null);
    }

    @AfterAll
    static void close() {
        parts.close();
    }

    static List<Path> files() throws IOException {
        return Examples.files().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExampleCompilesToASnapshot(Path example) throws IOException {
        var parsed = parts.loader().load(Examples.withItsFiles(example, folder));
        Snapshot snapshot = parts.compiler().compile(parsed, 1);
        try {
            assertThat(snapshot.router().routes()).hasSameSizeAs(parsed.config().routes());
        } finally {
            snapshot.discard();
        }
    }
}
