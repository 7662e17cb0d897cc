// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {

    @TempDir Path folder;

    @Test
    void valuesArePutInAsTheyAre() throws IOException {
        Template template = template("listen @PORT@; return '@BODY@'; mail me@example.com");

        String filled = template.fill(Map.of("PORT", "8080", "BODY", "{\"cost\":\"$1\\n\"}"));

        assertThat(filled)
                .isEqualTo("listen 8080; return '{\"cost\":\"$1\\n\"}'; mail me@example.com");
    }

    @Test
    void aNameWithoutAValueIsAnError() throws IOException {
        Template template = template("listen @PROT@;");

        assertThatThrownBy(() -> template.fill(Map.of("PORT", "8080")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@PROT@")
                .hasMessageContaining("PORT");
    }

    private Template template(String text) throws IOException {
        return new Template(Files.writeString(folder.resolve("http.conf"), text));
    }
}
