// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.config.DialectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of providers is written from the presets. With {@code -Dmartlet.docs=write} this writes
 * it, and otherwise fails when it is stale.
 */
class PresetsPageTest {
    private static final Path PAGE = Path.of("../docs/providers.md");
    private static final String BEGIN = "<!-- presets: begin -->\n";
    private static final String END = "<!-- presets: end -->\n";

    @Test
    void thePageOfProvidersHasEveryPreset() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        String table = table();
        if ("write".equals(System.getProperty("martlet.docs"))) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            return;
        }

        assertThat(page.substring(from, to))
                .as("docs/providers.md is stale: run this test with -Dmartlet.docs=write")
                .isEqualTo(table);
    }

    private static String table() {
        return "| preset | dialect | base URL | usual variable of the key | can be asked for |\n|---|---|---|---|---|\n"
                + Presets.bundled().all().values().stream()
                        .map(PresetsPageTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(Preset preset) {
        String env = preset.env() == null ? "none" : '`' + preset.env() + '`';
        return "| `%s` | %s | %s | %s%s | %s |\n"
                .formatted(
                        preset.name(),
                        Stream.concat(Stream.of(preset.dialect()), preset.also().stream().sorted())
                                .map(DialectName::text)
                                .collect(Collectors.joining(", ")),
                        preset.url().contains(".invalid")
                                ? "in the process"
                                : '`' + preset.url() + '`',
                        env,
                        preset.keyless() && preset.env() != null ? " (optional)" : "",
                        preset.operations().stream()
                                .sorted()
                                .map(Operation::text)
                                .collect(Collectors.joining(", ")));
    }
}
