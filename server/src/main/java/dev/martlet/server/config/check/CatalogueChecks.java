// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.provider.catalogue.Catalogue;
import dev.martlet.provider.config.CatalogueConfig;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user's file of models can be read, and is one. */
final class CatalogueChecks {
    private final Reporter reporter;
    private final Set<Path> files;

    CatalogueChecks(Reporter reporter, Set<Path> files) {
        this.reporter = reporter;
        this.files = files;
    }

    void run(@Nullable CatalogueConfig config) {
        @Nullable Path file = config == null ? null : config.file();
        if (file == null) {
            return;
        }
        files.add(file);
        try {
            // Only looked at: whoever compiles reads it again.
            var _ = Catalogue.bundled().with(file);
        } catch (IllegalArgumentException e) {
            reporter.add(
                    "catalogue.file",
                    String.valueOf(e.getMessage()),
                    "a JSON file of models, see docs/models.md");
        }
    }
}
