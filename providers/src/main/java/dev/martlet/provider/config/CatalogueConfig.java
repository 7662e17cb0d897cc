// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is known about models, beside what Martlet brings. */
@Doc("What is known about models: windows, prices, capabilities.")
public record CatalogueConfig(
        @Doc(
                        "A JSON file whose entries add to and replace the bundled ones; read again when it changes.")
                @Nullable Path file) {}
