// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.server.config.ConfigDocument;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.ParsedConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from. */
public sealed interface ConfigSource {
    /**
     * Reads it.
     *
     * @param loader reads
     * @return the document, which has not been checked yet
     * @throws dev.martlet.core.config.ConfigException if it cannot be read at all
     */
    ConfigDocument read(ConfigLoader loader);

    /**
     * What to watch for changes.
     *
     * @param current the configuration that was loaded last, or null if none could be
     * @return the files
     */
    Set<Path> files(@Nullable ParsedConfig current);

    /**
     * A file that the user wrote.
     *
     * @param path the file
     */
    record File(Path path) implements ConfigSource {
        @Override
        public ConfigDocument read(ConfigLoader loader) {
            return loader.read(path);
        }

        @Override
        public Set<Path> files(@Nullable ParsedConfig current) {
            Set<Path> files = new HashSet<>(current == null ? Set.of() : current.files());
            files.add(path);
            return files;
        }
    }

    /**
     * A text that came with the program.
     *
     * @param name for messages
     * @param yaml the text
     */
    record Text(String name, String yaml) implements ConfigSource {
        @Override
        public ConfigDocument read(ConfigLoader loader) {
            return loader.read(
                    name, yaml.getBytes(StandardCharsets.UTF_8), Path.of("").toAbsolutePath());
        }

        @Override
        public Set<Path> files(@Nullable ParsedConfig current) {
            return current == null ? Set.of() : current.files();
        }
    }
}
