// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.YamlReader;

/** The text of a {@code @Default} as a node. */
public final class DefaultText {
    private DefaultText() {}

    /** Reads it as YAML; the empty text is the empty text. */
    public static Node node(String text) {
        if (text.isEmpty()) {
            return new Node.ScalarNode("", Node.ScalarKind.TEXT, 0, 0);
        }
        return YamlReader.read(
                text,
                problem -> {
                    throw problem;
                });
    }
}
