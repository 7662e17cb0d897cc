// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {

    @TempDir private Path folder;

    private final StringWriter err = new StringWriter();

    @Test
    void writesTheDemoConfiguration() {
        Path file = folder.resolve("martlet.yaml");
        assertThat(init(file)).isZero();
        assertThat(file).hasContent(DemoConfig.text(System::getenv));
    }

    @Test
    void aKeyInTheEnvironmentBringsItsProviderAndItsModels() {
        String text = DemoConfig.text(name -> name.equals("XAI_API_KEY") ? "xai-1" : null);

        assertThat(text)
                .contains("\n  - { name: xai, preset: xai, keys: [ \"${XAI_API_KEY}\" ] }")
                .contains("\n  - { name: \"grok-*\", targets: [ xai ] }")
                .contains("\n  # - { name: openai,")
                .doesNotContain("xai-1");
        assertThat(DemoConfig.text(name -> " ")).isEqualTo(DemoConfig.text());
    }

    @Test
    void neverWritesOverAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "mine");
        assertThat(init(file)).isOne();
        assertThat(file).hasContent("mine");
        assertThat(err.toString()).contains("mine.yaml").contains("expected: a name that is free");
    }

    @Test
    void aFolderThatIsNotThereIsSaidPlainly() {
        assertThat(init(folder.resolve("no/such.yaml"))).isOne();
        assertThat(err.toString()).contains("expected: a file in a folder that exists");
    }

    private int init(Path file) {
        return new CommandLine(new MartletCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("init", file.toString());
    }
}
