// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.util.Set;
import java.util.TreeSet;

/** The names that a document defines, also of things that were lost to other problems. */
final class DefinedNames {
    private DefinedNames() {}

    static String known(Set<String> names) {
        return names.size() > 10
                ? "one of " + names.size() + " names"
                : "one of: " + String.join(", ", names);
    }

    static Set<String> of(Node document, String section, String key) {
        Set<String> names = new TreeSet<>();
        Entry list = document instanceof MapNode map ? map.entry(section) : null;
        if (list != null && list.value() instanceof ListNode items) {
            for (Node item : items.items()) {
                Entry name = item instanceof MapNode map ? map.entry(key) : null;
                if (name != null && name.value() instanceof ScalarNode text) {
                    names.add(text.text());
                }
            }
        }
        return names;
    }
}
