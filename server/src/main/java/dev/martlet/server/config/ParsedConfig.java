// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that holds, and where its parts stand in the file.
 *
 * @param file the file as the user named it
 * @param config defaults filled in
 * @param locations line and column of each path
 * @param sources which parts come from where
 * @param files everything else that was read: certificates, keys, secrets; a change of one is worth
 *     a reload
 */
public record ParsedConfig(
        String file, GatewayConfig config, Locations locations, Sources sources, Set<Path> files) {

    /** Without the values: one that came from the environment may be a secret anywhere. */
    @Override
    public String toString() {
        return "ParsedConfig[" + file + "]";
    }

    /** A problem at a path such as {@code routes[3].match}, for what only a later step can see. */
    public Problem problem(
            String path, String message, @Nullable String expected, @Nullable String nearest) {
        Place place = locations.of(path);
        return sources.place(
                new Problem(file, place.line(), place.column(), path, message, expected, nearest));
    }

    /** The exception for a single problem; see {@link #problem}. */
    public ConfigException refused(String path, String message, @Nullable String expected) {
        return new ConfigException(List.of(problem(path, message, expected, null)));
    }
}
