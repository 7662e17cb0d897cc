// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WholeCharactersTest {
    /** The buffers of the YAML library end somewhere in here. */
    @Test
    void aCharacterOfTwoHalvesMayStandAnywhere() {
        for (int before = 900; before < 1_100; before++) {
            String yaml = "a: " + "x".repeat(before) + "\uD83D\uDE00\uD83D\uDE00";

            assertThatCode(() -> YamlReader.read(yaml, problem -> {}))
                    .as("after %s characters", before)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aReadEndsBeforeACharacterThatDoesNotFit() throws Exception {
        try (var reader = new WholeCharacters("x\uD83D\uDE00y")) {
            char[] two = new char[2];

            assertThat(reader.read(two, 0, 2)).isEqualTo(1);
            assertThat(two[0]).isEqualTo('x');
            assertThat(reader.read(two, 0, 2)).isEqualTo(2);
            assertThat(new String(two)).isEqualTo("\uD83D\uDE00");
            assertThat(reader.read(two, 0, 2)).isEqualTo(1);
            assertThat(two[0]).isEqualTo('y');
            assertThat(reader.read(two, 0, 2)).isEqualTo(-1);
        }
    }
}
