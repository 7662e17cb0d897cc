// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.YamlProblem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that was read and not looked at any further. It can be bound more than once, with
 * other objects beside what is in it.
 *
 * @param name the file as the user named it
 * @param root null if there is no document in it
 * @param problems what the reader found, and read on
 * @param folder where relative files start
 */
public record ConfigDocument(
        String name, @Nullable Node root, List<YamlProblem> problems, Path folder) {
    public ConfigDocument {
        problems = List.copyOf(problems);
    }

    /** Without the values: any of them may be a secret. */
    @Override
    public String toString() {
        return "ConfigDocument[" + name + "]";
    }
}
